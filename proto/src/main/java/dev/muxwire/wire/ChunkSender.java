package dev.muxwire.wire;

import com.google.protobuf.UnsafeByteOperations;
import dev.muxwire.proto.v1.Chunk;
import java.util.zip.CRC32C;

/** Cuts one encoded frame (without stream_id) into chunks, as the sender gets room for them. */
public final class ChunkSender {
  private final long transferId;
  private final byte[] message;
  private final CRC32C checksum = new CRC32C();
  private int index;
  private int position;

  public ChunkSender(long transferId, byte[] message) {
    if (message.length == 0) {
      throw new IllegalArgumentException("an empty message needs no chunks");
    }
    this.transferId = transferId;
    this.message = message;
  }

  public long transferId() {
    return transferId;
  }

  public boolean done() {
    return position == message.length;
  }

  public int remainingBytes() {
    return message.length - position;
  }

  /**
   * The next chunk.
   *
   * @param maxDataBytes room for data, at least 1
   */
  public Chunk next(int maxDataBytes) {
    int length = Math.min(maxDataBytes, remainingBytes());
    checksum.update(message, position, length);
    Chunk.Builder chunk =
        Chunk.newBuilder()
            .setTransferId(transferId)
            .setIndex(index)
            .setData(UnsafeByteOperations.unsafeWrap(message, position, length));
    if (index == 0) {
      chunk.setTotalBytes(message.length);
    }
    index++;
    position += length;
    if (done()) {
      chunk.setLast(true).setCrc32C((int) checksum.getValue());
    }
    return chunk.build();
  }
}
