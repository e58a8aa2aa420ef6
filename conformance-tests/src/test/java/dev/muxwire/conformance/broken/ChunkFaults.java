package dev.muxwire.conformance.broken;

import static dev.muxwire.conformance.broken.NamedFault.changes;
import static dev.muxwire.conformance.broken.NamedFault.ignores;
import static dev.muxwire.conformance.broken.NamedFault.losesSecond;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.List;

/** Servers that are wrong about chunks. */
final class ChunkFaults {
  private ChunkFaults() {}

  static List<NamedFault> all() {
    return List.of(
        ignores("drops-first-chunks", f -> f.hasChunk() && f.getChunk().getIndex() == 0),
        ignores("drops-last-chunks", f -> f.hasChunk() && f.getChunk().getLast()),
        ignores("ignores-chunk-abort", ClientFrame.Builder::hasChunkAbort),
        ignores("ignores-all-chunks", ClientFrame.Builder::hasChunk),
        new NamedFault("ends-a-transfer-at-other-frames", EndsTransfers::new),
        new NamedFault("knows-one-transfer-at-a-time", OneTransfer::new),
        changes(
            "sends-wrong-checksums",
            ServerFrame.Builder::hasChunk,
            frame -> {
              if (frame.getChunk().getLast()) {
                frame.getChunkBuilder().setCrc32C(frame.getChunk().getCrc32C() + 1);
              }
            }),
        changes(
            "sends-wrong-totals",
            f -> f.getChunk().getTotalBytes() > 0,
            frame -> frame.getChunkBuilder().setTotalBytes(frame.getChunk().getTotalBytes() + 1)),
        changes(
            "sends-no-totals",
            ServerFrame.Builder::hasChunk,
            frame -> frame.getChunkBuilder().clearTotalBytes()),
        losesSecond("loses-a-chunk", ServerFrame.Builder::hasChunk),
        changes(
            "changes-transfer-ids",
            f -> f.getChunk().getIndex() == 1,
            frame -> frame.getChunkBuilder().setTransferId(99)),
        changes("chunks-a-frame-with-a-stream-id", f -> f.hasGetResult(), ChunkFaults::inOneChunk));
  }

  private static void inOneChunk(ServerFrame.Builder frame) {
    ByteString whole = frame.build().toBuilder().setStreamId(7).build().toByteString();
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(whole.toByteArray());
    frame.setChunk(
        Chunk.newBuilder()
            .setTransferId(1_000)
            .setTotalBytes(whole.size())
            .setLast(true)
            .setCrc32C((int) crc.getValue())
            .setData(whole));
  }

  /** Forgets a transfer when something else comes. */
  private static final class EndsTransfers extends Fault {
    private boolean other;

    @Override
    protected List<ClientFrame> fromClient(ClientFrame frame) {
      if (!frame.hasChunk()) {
        other |= frame.hasPing();
        return List.of(frame);
      }
      return other && frame.getChunk().getIndex() > 0 ? List.of() : List.of(frame);
    }
  }

  /** Drops chunks of a second stream while a transfer is open. */
  private static final class OneTransfer extends Fault {
    private int open = -1;

    @Override
    protected List<ClientFrame> fromClient(ClientFrame frame) {
      if (!frame.hasChunk()) {
        return List.of(frame);
      }
      if (open >= 0 && open != frame.getStreamId()) {
        return List.of();
      }
      open = frame.getChunk().getLast() ? -1 : frame.getStreamId();
      return List.of(frame);
    }
  }
}
