package dev.muxwire.conformance.client.peer;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ClientFrame;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/** The client's transfers: judged chunk by chunk, and put together. */
final class ChunkRule extends Rule {
  private static final long MESSAGE_BYTES = 16 << 20;

  private static final class Transfer {
    final long id;
    final long totalBytes;
    final ByteArrayOutputStream data = new ByteArrayOutputStream();
    int nextIndex;

    Transfer(Chunk first) {
      this.id = first.getTransferId();
      this.totalBytes = first.getTotalBytes();
    }
  }

  private final Map<Integer, Transfer> open = new HashMap<>();
  private long lastTransferId;

  ChunkRule() {
    super("chunks");
  }

  /** Takes a chunk; returns the frame that it completes. */
  Optional<ClientFrame> take(int stream, Chunk chunk) {
    Transfer transfer = open.computeIfAbsent(stream, id -> begin(chunk));
    require(
        chunk.getTransferId() == transfer.id,
        "CHUNK-2",
        "a chunk of transfer " + chunk.getTransferId() + " while " + transfer.id + " is open");
    require(
        chunk.getIndex() == transfer.nextIndex,
        "CHUNK-1",
        "chunk " + chunk.getIndex() + " where " + transfer.nextIndex + " was due");
    require(
        chunk.getIndex() == 0 || chunk.getTotalBytes() == 0,
        "CHUNK-3",
        "total_bytes on chunk " + chunk.getIndex());
    require(!chunk.getData().isEmpty(), "CHUNK-4", "a chunk without data");
    transfer.nextIndex++;
    transfer.data.writeBytes(chunk.getData().toByteArray());
    require(
        transfer.data.size() <= transfer.totalBytes,
        "CHUNK-4",
        transfer.data.size() + " bytes of a message of " + transfer.totalBytes);
    if (!chunk.getLast()) {
      return Optional.empty();
    }
    open.remove(stream);
    return Optional.of(complete(stream, transfer, chunk));
  }

  private Transfer begin(Chunk chunk) {
    require(
        Long.compareUnsigned(chunk.getTransferId(), lastTransferId) > 0,
        "CHUNK-2",
        "transfer " + chunk.getTransferId() + " after transfer " + lastTransferId);
    lastTransferId = chunk.getTransferId();
    require(
        chunk.getTotalBytes() > 0 && chunk.getTotalBytes() <= MESSAGE_BYTES,
        "CHUNK-3",
        "a first chunk with total_bytes " + chunk.getTotalBytes());
    return new Transfer(chunk);
  }

  private ClientFrame complete(int stream, Transfer transfer, Chunk last) {
    byte[] whole = transfer.data.toByteArray();
    require(
        whole.length == transfer.totalBytes,
        "CHUNK-4",
        whole.length + " bytes of a message of " + transfer.totalBytes);
    CRC32C checksum = new CRC32C();
    checksum.update(whole);
    require((int) checksum.getValue() == last.getCrc32C(), "CHUNK-4", "a wrong checksum");
    try {
      ClientFrame frame = ClientFrame.parseFrom(whole);
      boolean allowed =
          switch (frame.getBodyCase()) {
            case HELLO, CHUNK, CHUNK_ABORT -> false;
            default -> frame.getStreamId() == 0;
          };
      require(allowed, "CHUNK-7", frame.getBodyCase() + " in chunks");
      return frame.toBuilder().setStreamId(stream).build();
    } catch (InvalidProtocolBufferException e) {
      require(false, "CHUNK-4", "a message in chunks that is none");
      throw new AssertionError(e);
    }
  }

  @Override
  void received(ClientFrame frame, boolean inChunks) {
    switch (frame.getBodyCase()) {
      case CHUNK_ABORT, CLOSE_STREAM, ERROR -> open.remove(frame.getStreamId());
      default -> {}
    }
  }
}
