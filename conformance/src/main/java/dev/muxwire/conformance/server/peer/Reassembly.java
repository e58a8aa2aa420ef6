package dev.muxwire.conformance.server.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.conformance.Breach;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Puts chunks together, and says what is wrong about them. */
public final class Reassembly {
  private static final String WATCHER = "watch/chunks";

  private final Map<Integer, Transfer> open = new HashMap<>();
  private long latestTransferId;

  private static final class Transfer {
    final long id;
    final long totalBytes;
    int nextIndex;
    ByteString data = ByteString.EMPTY;

    Transfer(long id, long totalBytes) {
      this.id = id;
      this.totalBytes = totalBytes;
    }
  }

  /** The message, when this chunk was its last. */
  public Optional<ServerFrame> add(int stream, Chunk chunk) {
    Transfer transfer = open.get(stream);
    if (transfer == null) {
      transfer = begin(chunk);
      open.put(stream, transfer);
    }
    check(chunk.getTransferId() == transfer.id, "CHUNK-2", "a second transfer on a stream");
    check(
        chunk.getIndex() == transfer.nextIndex,
        "CHUNK-1",
        "chunk " + chunk.getIndex() + " where " + transfer.nextIndex + " was due");
    check(chunk.getIndex() == 0 || chunk.getTotalBytes() == 0, "CHUNK-3", "a total told twice");
    check(!chunk.getData().isEmpty(), "CHUNK-1", "an empty chunk");
    transfer.nextIndex++;
    transfer.data = transfer.data.concat(chunk.getData());
    check(transfer.data.size() <= transfer.totalBytes, "CHUNK-4", "more data than their total");
    if (!chunk.getLast()) {
      check(chunk.getCrc32C() == 0, "CHUNK-4", "a checksum before the last chunk");
      return Optional.empty();
    }
    open.remove(stream);
    return Optional.of(message(stream, transfer, chunk));
  }

  private Transfer begin(Chunk chunk) {
    check(chunk.getIndex() == 0, "CHUNK-1", "a transfer that begins with " + chunk.getIndex());
    check(chunk.getTotalBytes() > 0, "CHUNK-3", "a transfer without total_bytes");
    check(
        Long.compareUnsigned(chunk.getTransferId(), latestTransferId) > 0,
        "CHUNK-1",
        "a transfer_id that is not greater than those before");
    latestTransferId = chunk.getTransferId();
    return new Transfer(chunk.getTransferId(), chunk.getTotalBytes());
  }

  private static ServerFrame message(int stream, Transfer transfer, Chunk last) {
    check(transfer.data.size() == transfer.totalBytes, "CHUNK-4", "less data than their total");
    CRC32C crc = new CRC32C();
    crc.update(transfer.data.asReadOnlyByteBuffer());
    check((int) crc.getValue() == last.getCrc32C(), "CHUNK-4", "chunks with a wrong checksum");
    try {
      ServerFrame frame = ServerFrame.parseFrom(transfer.data);
      boolean allowed =
          frame.getStreamId() == 0
              && !frame.hasWelcome()
              && !frame.hasChunk()
              && !frame.hasChunkAbort();
      check(allowed, "CHUNK-7", "a message in chunks that must not be");
      return frame.toBuilder().setStreamId(stream).build();
    } catch (InvalidProtocolBufferException e) {
      throw Breach.seen(WATCHER, "CHUNK-4", "chunks that make no message: " + e.getMessage());
    }
  }

  private static void check(boolean holds, String requirement, String otherwise) {
    if (!holds) {
      throw Breach.seen(WATCHER, requirement, "the server sent " + otherwise);
    }
  }
}
