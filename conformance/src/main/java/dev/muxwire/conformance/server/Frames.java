package dev.muxwire.conformance.server;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.ByteRange;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CloseStream;
import dev.muxwire.proto.v1.CreateEntity;
import dev.muxwire.proto.v1.Credit;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.FromStart;
import dev.muxwire.proto.v1.Get;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Input;
import dev.muxwire.proto.v1.Layout;
import dev.muxwire.proto.v1.LineRange;
import dev.muxwire.proto.v1.Operation;
import dev.muxwire.proto.v1.Pane;
import dev.muxwire.proto.v1.PatchEntity;
import dev.muxwire.proto.v1.Pause;
import dev.muxwire.proto.v1.Ping;
import dev.muxwire.proto.v1.Record;
import dev.muxwire.proto.v1.RemoveEntity;
import dev.muxwire.proto.v1.RequestId;
import dev.muxwire.proto.v1.Resume;
import dev.muxwire.proto.v1.SearchScrollback;
import dev.muxwire.proto.v1.Split;
import dev.muxwire.proto.v1.StateCursor;
import dev.muxwire.proto.v1.Subscribe;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.proto.v1.TerminalCursor;
import dev.muxwire.proto.v1.TerminalSize;
import java.util.Arrays;
import java.util.List;

/** Frames and entities, as short as scripts want them. */
final class Frames {
  private Frames() {}

  // ---- the connection

  static ClientFrame.Builder stream(int id) {
    return ClientFrame.newBuilder().setStreamId(id);
  }

  static ClientFrame.Builder zero() {
    return ClientFrame.newBuilder();
  }

  static Hello.Builder hello(String token) {
    return Hello.newBuilder()
        .setVersion(1)
        .setMinVersion(1)
        .setToken(token)
        .setClientName("muxwire-conformance");
  }

  static ClientFrame ping(long nonce) {
    return zero().setPing(Ping.newBuilder().setNonce(nonce)).build();
  }

  static ClientFrame credit(int stream, long limit) {
    return stream(stream).setCredit(Credit.newBuilder().setLimitBytes(limit)).build();
  }

  static ClientFrame pause(int stream) {
    return stream(stream).setPause(Pause.getDefaultInstance()).build();
  }

  static ClientFrame resume(int stream) {
    return stream(stream).setResume(Resume.getDefaultInstance()).build();
  }

  static ClientFrame closeStream(int stream) {
    return stream(stream).setCloseStream(CloseStream.getDefaultInstance()).build();
  }

  static ClientFrame chunk(int stream, long transfer, int index, long total, String data) {
    return stream(stream).setChunk(part(transfer, index, total, data)).build();
  }

  static ClientFrame lastChunk(
      int stream, long transfer, int index, long total, int crc, String data) {
    return stream(stream)
        .setChunk(part(transfer, index, total, data).setLast(true).setCrc32C(crc))
        .build();
  }

  private static Chunk.Builder part(long transfer, int index, long total, String data) {
    return Chunk.newBuilder()
        .setTransferId(transfer)
        .setIndex(index)
        .setTotalBytes(total)
        .setData(ByteString.copyFromUtf8(data));
  }

  static RequestId request(long seq) {
    return RequestId.newBuilder().setRequestSeq(seq).setLowestOutstandingSeq(seq).build();
  }

  // ---- state

  static Subscribe.Builder subscribe(String workspace) {
    return Subscribe.newBuilder().setWorkspace(workspace);
  }

  static ClientFrame subscribe(int stream, String workspace) {
    return stream(stream).setSubscribe(subscribe(workspace)).build();
  }

  static ClientFrame subscribe(int stream, String workspace, StateCursor cursor) {
    return stream(stream).setSubscribe(subscribe(workspace).setCursor(cursor)).build();
  }

  static Operation create(String id, EntityBody body) {
    return Operation.newBuilder()
        .setCreate(CreateEntity.newBuilder().setId(id).setBody(body))
        .build();
  }

  static Operation patch(String id, EntityBody body) {
    return Operation.newBuilder()
        .setPatch(PatchEntity.newBuilder().setId(id).setBody(body))
        .build();
  }

  static Operation remove(String id) {
    return Operation.newBuilder().setRemove(RemoveEntity.newBuilder().setId(id)).build();
  }

  static EntityBody tab(String title) {
    return EntityBody.newBuilder().setTab(Tab.newBuilder().setTitle(title)).build();
  }

  static EntityBody tab(Layout layout) {
    return EntityBody.newBuilder().setTab(Tab.newBuilder().setLayout(layout)).build();
  }

  static Layout leaf(String pane) {
    return Layout.newBuilder().setPaneId(pane).build();
  }

  static Layout split(Layout... children) {
    return Layout.newBuilder()
        .setSplit(Split.newBuilder().addAllChildren(Arrays.asList(children)))
        .build();
  }

  static EntityBody pane(String tab) {
    return EntityBody.newBuilder().setPane(Pane.newBuilder().setTabId(tab)).build();
  }

  static EntityBody record(String type, int payloadBytes) {
    return record(
        Record.newBuilder().setType(type).setPayload(ByteString.copyFrom(new byte[payloadBytes])));
  }

  static EntityBody record(Record.Builder record) {
    return EntityBody.newBuilder().setRecord(record).build();
  }

  static ClientFrame get(long seq, String workspace, List<String> ids) {
    return zero()
        .setGet(Get.newBuilder().setRequestSeq(seq).setWorkspace(workspace).addAllIds(ids))
        .build();
  }

  // ---- terminals

  /** Attaches from the start, losslessly, as one who types. */
  static Attach.Builder attach(String workspace, String terminal) {
    return Attach.newBuilder()
        .setWorkspace(workspace)
        .setTerminalId(terminal)
        .setStart(FromStart.getDefaultInstance())
        .setMode(AttachMode.ATTACH_MODE_LOSSLESS)
        .setInputSource(77);
  }

  static TerminalCursor cursor(long epoch, long offset) {
    return TerminalCursor.newBuilder().setLogEpoch(epoch).setOffset(offset).build();
  }

  static TerminalSize size(int columns, int rows) {
    return TerminalSize.newBuilder().setColumns(columns).setRows(rows).build();
  }

  static ClientFrame input(int stream, long seq, ByteString data) {
    return stream(stream).setInput(Input.newBuilder().setSeq(seq).setData(data)).build();
  }

  static ClientFrame input(int stream, long seq, String data) {
    return input(stream, seq, ByteString.copyFromUtf8(data));
  }

  static FetchScrollback.Builder scrollback(String workspace, String terminal) {
    return FetchScrollback.newBuilder().setWorkspace(workspace).setTerminalId(terminal);
  }

  static ByteRange range(long from, long to) {
    return ByteRange.newBuilder().setFrom(from).setTo(to).build();
  }

  static LineRange.Builder lines(int before, int after) {
    return LineRange.newBuilder().setBefore(before).setAfter(after);
  }

  static SearchScrollback.Builder search(String workspace, String terminal, String pattern) {
    return SearchScrollback.newBuilder()
        .setWorkspace(workspace)
        .setTerminalId(terminal)
        .setPattern(pattern);
  }
}
