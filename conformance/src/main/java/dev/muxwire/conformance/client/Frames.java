package dev.muxwire.conformance.client;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Attached;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ClientIdentity;
import dev.muxwire.proto.v1.CloseStream;
import dev.muxwire.proto.v1.Credit;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Exited;
import dev.muxwire.proto.v1.GoAway;
import dev.muxwire.proto.v1.Grant;
import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.InputAck;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.MutateResult;
import dev.muxwire.proto.v1.Output;
import dev.muxwire.proto.v1.Pause;
import dev.muxwire.proto.v1.Resized;
import dev.muxwire.proto.v1.Resume;
import dev.muxwire.proto.v1.ScrollbackPage;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SizePolicy;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.Skipped;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribed;
import dev.muxwire.proto.v1.TerminalExit;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.proto.v1.Welcome;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Frames that a well-behaved server sends; scripts change them where they misbehave. */
public final class Frames {
  /** The epoch of the state log, with bits that a careless reader loses. */
  public static final long STATE_EPOCH = 0xf123_4567_89ab_cdefL;

  /** The epoch of the terminal's log. */
  public static final long LOG_EPOCH = 0xe234_5678_9abc_def1L;

  public static final int FILTER_HASH = 0xcafe_0001;

  public static final List<String> FEATURES = List.of("scrollback-lines", "search", "deflate");

  private Frames() {}

  // The connection.

  /** A Welcome that accepts a Hello, and the identity that it brings; without one it gives one. */
  public static Welcome.Builder welcomeOf(Hello hello) {
    int packetBytes = hello.getLimits().getMaxPacketBytes();
    int ours = 64 << 10;
    Welcome.Builder welcome =
        Welcome.newBuilder()
            .setVersion(1)
            .setLimits(
                Limits.newBuilder()
                    .setMaxPacketBytes(packetBytes == 0 ? ours : Math.min(packetBytes, ours)))
            .addAllFeatures(FEATURES.stream().filter(hello.getFeaturesList()::contains).toList())
            .addGrants(Grant.newBuilder().setKind(GrantKind.GRANT_KIND_OPEN).setWorkspace("*"))
            .setServerEpoch(0xd345_6789_abcd_ef12L)
            .setServerName("reference-peer")
            .setPingIntervalMs(15_000);
    return hello.hasIdentity() ? welcome : welcome.setIdentity(identity("client-1"));
  }

  public static ClientIdentity identity(String clientId) {
    return ClientIdentity.newBuilder()
        .setClientId(clientId)
        .setSecret(ByteString.copyFromUtf8("secret of " + clientId))
        .build();
  }

  public static ServerFrame welcome(Welcome.Builder welcome) {
    return ServerFrame.newBuilder().setWelcome(welcome).build();
  }

  public static ServerFrame goAway(ErrorCode code, int graceMs) {
    return ServerFrame.newBuilder()
        .setGoAway(
            GoAway.newBuilder().setCode(code).setMessage("a script says so").setGraceMs(graceMs))
        .build();
  }

  public static ServerFrame error(int stream, ErrorCode code) {
    return error(stream, code.getNumber());
  }

  /** With a code that the schema may not have. */
  public static ServerFrame error(int stream, int code) {
    return ServerFrame.newBuilder()
        .setStreamId(stream)
        .setError(Error.newBuilder().setCodeValue(code).setMessage("a script says so"))
        .build();
  }

  /** The failure of one request. */
  public static ServerFrame failed(long requestSeq, ErrorCode code) {
    return ServerFrame.newBuilder()
        .setError(
            Error.newBuilder()
                .setCode(code)
                .setMessage("a script says so")
                .setRequestSeq(requestSeq))
        .build();
  }

  public static ServerFrame credit(int stream, long limitBytes) {
    return ServerFrame.newBuilder()
        .setStreamId(stream)
        .setCredit(Credit.newBuilder().setLimitBytes(limitBytes))
        .build();
  }

  public static ServerFrame pause(int stream) {
    return ServerFrame.newBuilder()
        .setStreamId(stream)
        .setPause(Pause.getDefaultInstance())
        .build();
  }

  public static ServerFrame resume(int stream) {
    return ServerFrame.newBuilder()
        .setStreamId(stream)
        .setResume(Resume.getDefaultInstance())
        .build();
  }

  public static ServerFrame closeStream(int stream) {
    return ServerFrame.newBuilder()
        .setStreamId(stream)
        .setCloseStream(CloseStream.getDefaultInstance())
        .build();
  }

  // Chunks.

  /** A frame in chunks of so many bytes, on its stream. */
  public static List<ServerFrame> chunks(long transferId, ServerFrame frame, int chunkBytes) {
    ByteString whole = frame.toBuilder().clearStreamId().build().toByteString();
    List<ServerFrame> chunks = new ArrayList<>();
    for (int from = 0, index = 0; from < whole.size(); from += chunkBytes, index++) {
      int to = Math.min(whole.size(), from + chunkBytes);
      Chunk.Builder chunk =
          Chunk.newBuilder()
              .setTransferId(transferId)
              .setIndex(index)
              .setData(whole.substring(from, to));
      if (index == 0) {
        chunk.setTotalBytes(whole.size());
      }
      if (to == whole.size()) {
        chunk.setLast(true).setCrc32C(checksum(whole));
      }
      chunks.add(ServerFrame.newBuilder().setStreamId(frame.getStreamId()).setChunk(chunk).build());
    }
    return chunks;
  }

  private static int checksum(ByteString bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.asReadOnlyByteBuffer());
    return (int) checksum.getValue();
  }

  // State.

  /** A stream that begins with a snapshot. */
  public static ServerFrame subscribedAnew(int stream) {
    return subscribed(stream, STATE_EPOCH, true, 0, 0);
  }

  public static ServerFrame subscribed(
      int stream, long epoch, boolean reset, long base, long through) {
    return ServerFrame.newBuilder()
        .setStreamId(stream)
        .setSubscribed(
            Subscribed.newBuilder()
                .setEpoch(epoch)
                .setFilterHash(FILTER_HASH)
                .setReset(reset)
                .setBase(base)
                .setThrough(through))
        .build();
  }

  public static ServerFrame part(
      int stream, long through, boolean consistent, EntityChange... changes) {
    return ServerFrame.newBuilder()
        .setStreamId(stream)
        .setStatePart(
            StatePart.newBuilder()
                .setThrough(through)
                .setConsistent(consistent)
                .addAllChanges(List.of(changes)))
        .build();
  }

  public static EntityChange whole(String id, long revision, EntityBody body) {
    return EntityChange.newBuilder().setId(id).setRevision(revision).setBody(body).build();
  }

  /** A record of a type, whole. */
  public static EntityChange whole(String id, long revision, String type) {
    return whole(id, revision, record(type));
  }

  public static EntityBody record(String type) {
    return EntityBody.newBuilder()
        .setRecord(dev.muxwire.proto.v1.Record.newBuilder().setType(type))
        .build();
  }

  public static EntityChange removed(String id, long revision) {
    return EntityChange.newBuilder()
        .setId(id)
        .setRevision(revision)
        .setType(dev.muxwire.proto.v1.ChangeType.CHANGE_TYPE_REMOVED)
        .build();
  }

  public static EntityChange.Builder patch(String id, long revision, EntityBody body) {
    return EntityChange.newBuilder()
        .setId(id)
        .setRevision(revision)
        .setType(dev.muxwire.proto.v1.ChangeType.CHANGE_TYPE_PATCH)
        .setBody(body);
  }

  public static ServerFrame mutated(long requestSeq, long revision) {
    return ServerFrame.newBuilder()
        .setMutateResult(
            MutateResult.newBuilder()
                .setRequestSeq(requestSeq)
                .setEpoch(STATE_EPOCH)
                .setRevision(revision))
        .build();
  }

  // Terminals.

  public static ServerFrame attached(int stream, long epoch, long start) {
    return attached(stream, attachedOf(epoch, start));
  }

  /** All of the log is retained, and nothing is history. */
  public static Attached.Builder attachedOf(long epoch, long start) {
    return Attached.newBuilder()
        .setLogEpoch(epoch)
        .setStart(start)
        .setLiveFrom(0)
        .setSize(TerminalSize.newBuilder().setColumns(80).setRows(24))
        .setReachable(true)
        .setSizePolicy(SizePolicy.SIZE_POLICY_LAST_TYPIST);
  }

  public static ServerFrame attached(int stream, Attached.Builder attached) {
    return ServerFrame.newBuilder().setStreamId(stream).setAttached(attached).build();
  }

  public static ServerFrame output(int stream, long offset, String text) {
    return output(stream, offset, ByteString.copyFromUtf8(text));
  }

  public static ServerFrame output(int stream, long offset, ByteString data) {
    return ServerFrame.newBuilder()
        .setStreamId(stream)
        .setOutput(Output.newBuilder().setOffset(offset).setData(data))
        .build();
  }

  public static ServerFrame skipped(int stream, long from, long to, SkipReason reason) {
    return ServerFrame.newBuilder()
        .setStreamId(stream)
        .setSkipped(Skipped.newBuilder().setFrom(from).setTo(to).setReason(reason))
        .build();
  }

  public static ServerFrame resized(int stream, long offset, int columns, int rows) {
    return ServerFrame.newBuilder()
        .setStreamId(stream)
        .setResized(
            Resized.newBuilder()
                .setOffset(offset)
                .setSize(TerminalSize.newBuilder().setColumns(columns).setRows(rows)))
        .build();
  }

  public static ServerFrame exited(int stream, long offset, int status) {
    return ServerFrame.newBuilder()
        .setStreamId(stream)
        .setExited(
            Exited.newBuilder()
                .setOffset(offset)
                .setExit(
                    TerminalExit.newBuilder()
                        .setReason(dev.muxwire.proto.v1.ExitReason.EXIT_REASON_EXITED)
                        .setStatus(status)))
        .build();
  }

  public static ServerFrame inputAck(int stream, long seq) {
    return ServerFrame.newBuilder()
        .setStreamId(stream)
        .setInputAck(InputAck.newBuilder().setSeq(seq))
        .build();
  }

  public static ServerFrame page(int stream, long offset, String text) {
    return ServerFrame.newBuilder()
        .setStreamId(stream)
        .setScrollbackPage(
            ScrollbackPage.newBuilder().setOffset(offset).setData(ByteString.copyFromUtf8(text)))
        .build();
  }

  /** Bytes that tell their place, so that one that is missing or repeated is seen. */
  public static ByteString pattern(long offset, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      long place = offset + i;
      bytes[i] = (byte) (place % 251 + (place / 251) % 5);
    }
    return ByteString.copyFrom(bytes);
  }
}
