package dev.muxwire.driver.faults;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.peer.Tamper;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/** Packets, frames, chunks, compression. */
final class PacketFaults {
  private PacketFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault("handles-frames-backwards", Backwards::new),
        Fault.ignores("chokes-on-unknown-fields", PacketFaults::hasUnknownFields),
        Fault.ignores(
            "is-silent-on-unknown-bodies",
            frame -> frame.getBodyCase() == ServerFrame.BodyCase.BODY_NOT_SET),
        new Fault("protests-about-ended-streams", Protests::new),
        new Fault("ignores-garbage", IgnoresGarbage::new),
        Fault.ignores(
            "ignores-oversized-packets", frame -> frame.getOutput().getData().size() > 60_000),
        Fault.ignores("has-no-chunks", ServerFrame::hasChunk),
        Fault.takes("knows-one-transfer-at-a-time", PacketFaults::oneTransfer),
        omitsError("does-not-refuse-bad-chunks", ErrorCode.ERROR_CODE_CHUNK_INVALID),
        omitsError("does-not-refuse-what-is-too-large", ErrorCode.ERROR_CODE_LIMIT_EXCEEDED),
        omitsError("does-not-refuse-what-is-unsupported", ErrorCode.ERROR_CODE_UNSUPPORTED),
        omitsError("does-not-refuse-what-is-malformed", ErrorCode.ERROR_CODE_MALFORMED),
        Fault.takes("believes-in-checksums", PacketFaults::believesChecksums),
        Fault.ignores("takes-no-further-transfer", PacketFaults::isSecondTransfer),
        Fault.changes(
            "counts-its-chunks-wrong",
            frame -> frame.getChunk().getIndex() > 0,
            frame ->
                frame.toBuilder()
                    .setChunk(
                        frame.getChunk().toBuilder().setIndex(frame.getChunk().getIndex() + 1))
                    .build()),
        Fault.ignores(
            "does-not-know-its-refused-transfers", frame -> frame.getError().getTransferId() != 0),
        Fault.omits(
            "opens-no-stream-in-chunks", frame -> frame.hasChunk() && frame.getStreamId() != 0),
        Fault.ignores("cannot-unpack", ServerFrame::hasCompressed),
        Fault.mistakes(
            "believes-in-sizes",
            frame ->
                frame.hasCompressed() && frame.getCompressed().getUncompressedBytes() != 100_000,
            PacketFaults::withRightSize),
        Fault.mistakes(
            "passes-over-bad-bodies",
            ServerFrame::hasCompressed,
            frame ->
                frame.getCompressed().getData().size() < 100
                    ? Frames.output(frame.getStreamId(), 0, "here")
                    : frame));
  }

  private static Fault omitsError(String name, ErrorCode code) {
    return Fault.omits(name, frame -> frame.hasError() && frame.getError().getCode() == code);
  }

  private static boolean hasUnknownFields(Message message) {
    if (!message.getUnknownFields().asMap().isEmpty()) {
      return true;
    }
    return message.getAllFields().values().stream()
        .flatMap(value -> value instanceof List<?> list ? list.stream() : List.of(value).stream())
        .anyMatch(value -> value instanceof Message inner && hasUnknownFields(inner));
  }

  private static Fault.Received oneTransfer() {
    Set<Integer> open = new HashSet<>();
    return (connection, frame) -> {
      if (!frame.hasChunk()) {
        return List.of(frame);
      }
      int stream = frame.getStreamId();
      if (!open.isEmpty() && !open.contains(stream)) {
        return List.of();
      }
      open.add(stream);
      if (frame.getChunk().getLast()) {
        open.remove(stream);
      }
      return List.of(frame);
    };
  }

  private static Fault.Received believesChecksums() {
    Map<Integer, ByteString> received = new HashMap<>();
    return (connection, frame) -> {
      if (!frame.hasChunk()) {
        return List.of(frame);
      }
      Chunk chunk = frame.getChunk();
      ByteString whole = received.merge(frame.getStreamId(), chunk.getData(), ByteString::concat);
      if (!chunk.getLast()) {
        return List.of(frame);
      }
      received.remove(frame.getStreamId());
      CRC32C checksum = new CRC32C();
      checksum.update(whole.toByteArray());
      return List.of(
          frame.toBuilder()
              .setChunk(chunk.toBuilder().setCrc32C((int) checksum.getValue()))
              .build());
    };
  }

  private static boolean isSecondTransfer(ServerFrame frame) {
    return frame.getChunk().getTransferId() == 2;
  }

  private static ServerFrame withRightSize(ServerFrame frame) {
    long bytes = sizeOf(frame.getCompressed().getData());
    return bytes < 0
        ? frame
        : frame.toBuilder()
            .setCompressed(frame.getCompressed().toBuilder().setUncompressedBytes(bytes))
            .build();
  }

  private static long sizeOf(ByteString data) {
    java.util.zip.Inflater inflater = new java.util.zip.Inflater(true);
    try {
      inflater.setInput(data.toByteArray());
      byte[] room = new byte[1 << 16];
      int bytes = inflater.inflate(room);
      return bytes;
    } catch (java.util.zip.DataFormatException e) {
      return -1;
    } finally {
      inflater.end();
    }
  }

  private static final class Backwards implements Tamper {
    @Override
    public List<List<ServerFrame>> toClient(int connection, List<ServerFrame> packet) {
      List<ServerFrame> reversed = new ArrayList<>(packet);
      Collections.reverse(reversed);
      return List.of(reversed);
    }
  }

  private static final class Protests implements Tamper {
    private final Set<Integer> ended = new HashSet<>();
    private int protestOn;

    @Override
    public List<List<ClientFrame>> fromClient(int connection, List<ClientFrame> packet) {
      for (ClientFrame frame : packet) {
        if (frame.hasCloseStream()) {
          ended.add(frame.getStreamId());
        }
      }
      if (protestOn == 0) {
        return List.of(packet);
      }
      List<ClientFrame> more = new ArrayList<>(packet);
      more.add(
          ClientFrame.newBuilder()
              .setError(
                  dev.muxwire.proto.v1.Error.newBuilder()
                      .setCode(ErrorCode.ERROR_CODE_STREAM_INVALID))
              .build());
      return List.of(more);
    }

    @Override
    public List<List<ServerFrame>> toClient(int connection, List<ServerFrame> packet) {
      packet.stream()
          .map(ServerFrame::getStreamId)
          .filter(ended::contains)
          .forEach(stream -> protestOn = stream);
      return List.of(packet);
    }
  }

  private static final class IgnoresGarbage implements Tamper {
    @Override
    public boolean takesGarbage() {
      return false;
    }
  }
}
