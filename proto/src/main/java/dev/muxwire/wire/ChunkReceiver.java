package dev.muxwire.wire;

import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Puts the transfers of one connection and direction together again, at most one a stream. */
public final class ChunkReceiver {
  private final long maxMessageBytes;
  private final List<ReservationBudget> budgets;
  private final Map<Integer, Transfer> transfers = new HashMap<>();

  /**
   * @param maxMessageBytes the largest message taken
   * @param budgets what a message is reserved against, all of them: this connection's, the
   *     principal's, the server's
   */
  public ChunkReceiver(long maxMessageBytes, List<ReservationBudget> budgets) {
    this.maxMessageBytes = maxMessageBytes;
    this.budgets = List.copyOf(budgets);
  }

  /**
   * Takes a chunk.
   *
   * @return the whole message with its last chunk, null before; its reservation is released
   * @throws ProtocolViolation the transfer is over, what it had reserved is free again
   */
  public byte @Nullable [] accept(int streamId, Chunk chunk, long nowMs) {
    try {
      Transfer transfer = transfers.get(streamId);
      if (transfer == null) {
        transfer = begin(chunk);
        transfers.put(streamId, transfer);
      }
      if (!transfer.append(chunk, nowMs)) {
        return null;
      }
      end(streamId);
      return transfer.message;
    } catch (ProtocolViolation violation) {
      end(streamId);
      throw violation;
    }
  }

  /** Gives up a stream's transfer, if there is one. */
  public void end(int streamId) {
    Transfer transfer = transfers.remove(streamId);
    if (transfer != null) {
      releaseFrom(budgets.size(), transfer.message.length);
    }
  }

  /** Gives up everything: the connection is over. */
  public void endAll() {
    List.copyOf(transfers.keySet()).forEach(this::end);
  }

  /** Calls back for each stream whose transfer has stood still since before {@code sinceMs}. */
  public void forEachIdle(long sinceMs, LongConsumer streamId) {
    transfers.entrySet().stream()
        .filter(entry -> entry.getValue().lastChunkMs < sinceMs)
        .map(Map.Entry::getKey)
        .toList()
        .forEach(streamId::accept);
  }

  private Transfer begin(Chunk chunk) {
    if (chunk.getIndex() != 0) {
      throw invalid("a transfer begins with index 0, not " + chunk.getIndex());
    }
    long total = chunk.getTotalBytes();
    if (total <= 0) {
      throw invalid("the first chunk must carry total_bytes");
    }
    if (total > maxMessageBytes) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
          "a message of " + total + " bytes is larger than the limit of " + maxMessageBytes,
          maxMessageBytes);
    }
    reserve(total);
    return new Transfer(chunk.getTransferId(), (int) total);
  }

  private void reserve(long bytes) {
    for (int i = 0; i < budgets.size(); i++) {
      try {
        budgets.get(i).reserve(bytes);
      } catch (ProtocolViolation violation) {
        releaseFrom(i, bytes);
        throw violation;
      }
    }
  }

  private void releaseFrom(int count, long bytes) {
    for (int i = 0; i < count; i++) {
      budgets.get(i).release(bytes);
    }
  }

  private static ProtocolViolation invalid(String message) {
    return new ProtocolViolation(ErrorCode.ERROR_CODE_CHUNK_INVALID, message);
  }

  private static final class Transfer {
    private final long transferId;
    private final byte[] message;
    private int nextIndex;
    private int position;
    private long lastChunkMs;

    Transfer(long transferId, int totalBytes) {
      this.transferId = transferId;
      this.message = new byte[totalBytes];
    }

    /** Returns whether the message is complete. */
    boolean append(Chunk chunk, long nowMs) {
      check(chunk);
      chunk.getData().copyTo(message, position);
      position += chunk.getData().size();
      nextIndex++;
      lastChunkMs = nowMs;
      if (chunk.getLast()) {
        checkWhole(chunk);
      }
      return chunk.getLast();
    }

    private void check(Chunk chunk) {
      if (chunk.getTransferId() != transferId) {
        throw invalid("transfer " + chunk.getTransferId() + " while " + transferId + " is open");
      }
      if (chunk.getIndex() != nextIndex) {
        throw invalid("chunk " + chunk.getIndex() + " where " + nextIndex + " was due");
      }
      if (nextIndex > 0 && chunk.getTotalBytes() != 0) {
        throw invalid("total_bytes belongs to the first chunk alone");
      }
      if (chunk.getData().isEmpty()) {
        throw invalid("a chunk holds at least 1 byte");
      }
      if (chunk.getData().size() > message.length - position) {
        throw invalid("more data than the total of " + message.length + " bytes");
      }
    }

    private void checkWhole(Chunk chunk) {
      if (position != message.length) {
        throw invalid("ended after " + position + " of " + message.length + " bytes");
      }
      CRC32C checksum = new CRC32C();
      checksum.update(message);
      if ((int) checksum.getValue() != chunk.getCrc32C()) {
        throw invalid("the checksum of the message is wrong");
      }
    }
  }
}
