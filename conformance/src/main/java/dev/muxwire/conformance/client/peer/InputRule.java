package dev.muxwire.conformance.client.peer;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Input;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.HashMap;
import java.util.Map;

/** Input of all viewers, over all connections: numbers without gap, and sent again as it was. */
final class InputRule extends Rule {
  private static final int INPUT_BYTES = 16 << 10;

  private record SourceKey(String clientId, String workspace, String terminalId, long source) {}

  private static final class Source {
    final Map<Long, ByteString> parts = new HashMap<>();
    long last;
    long acknowledged;
  }

  /** All sources of a case, shared by the rules of its connections. */
  static final class Book {
    private final Map<SourceKey, Source> sources = new HashMap<>();
  }

  private final Book book;
  private final Map<Integer, Attach> attached = new HashMap<>();
  private final Map<Integer, Source> sources = new HashMap<>();
  private final Map<Integer, Long> lastSeqs = new HashMap<>();
  private String clientId = "";

  InputRule(Book book) {
    super("input");
    this.book = book;
  }

  @Override
  void sent(ServerFrame frame) {
    if (frame.getWelcome().hasIdentity()) {
      clientId = frame.getWelcome().getIdentity().getClientId();
    } else if (frame.hasInputAck()) {
      Source source = sources.get(frame.getStreamId());
      if (source != null) {
        source.acknowledged = Math.max(source.acknowledged, frame.getInputAck().getSeq());
      }
    }
  }

  @Override
  void received(ClientFrame frame, boolean inChunks) {
    int stream = frame.getStreamId();
    if (frame.hasHello()) {
      clientId = frame.getHello().getIdentity().getClientId();
    } else if (frame.hasAttach()) {
      Attach attach = frame.getAttach();
      require(
          attach.getReadOnly() || attach.getInputSource() != 0,
          "INPUT-1",
          "an Attach that may type, with input_source 0");
      attached.put(stream, attach);
    } else if (frame.hasInput()) {
      Attach attach = attached.get(stream);
      if (attach != null) {
        judge(stream, attach, frame.getInput());
      }
    }
  }

  private void judge(int stream, Attach attach, Input input) {
    int bytes = input.getData().size();
    require(bytes >= 1 && bytes <= INPUT_BYTES, "INPUT-1", "an Input of " + bytes + " bytes");
    SourceKey key =
        new SourceKey(
            clientId, attach.getWorkspace(), attach.getTerminalId(), attach.getInputSource());
    Source source = book.sources.computeIfAbsent(key, absent -> new Source());
    sources.put(stream, source);
    long seq = input.getSeq();
    Long before = lastSeqs.put(stream, seq);
    if (before != null) {
      require(seq == before + 1, "INPUT-1", "input " + seq + " after " + before);
    } else {
      require(
          seq >= 1 && seq <= source.acknowledged + 1,
          source.last == 0 ? "INPUT-1" : "INPUT-2",
          "input begins with "
              + seq
              + " where "
              + source.acknowledged
              + " were acknowledged and "
              + source.last
              + " sent");
    }
    ByteString same = source.parts.putIfAbsent(seq, input.getData());
    require(
        same == null || same.equals(input.getData()),
        "INPUT-2",
        "input " + seq + " has other bytes than when it was sent first");
    source.last = Math.max(source.last, seq);
  }
}
