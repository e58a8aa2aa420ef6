package dev.muxwire.conformance.server.peer;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ClientFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Cuts a frame into chunks. */
public final class OutgoingChunks {
  private OutgoingChunks() {}

  static List<ClientFrame> of(ClientFrame frame, long transferId, int chunkBytes) {
    ByteString whole = frame.toBuilder().clearStreamId().build().toByteString();
    List<ClientFrame> chunks = new ArrayList<>();
    for (int from = 0; from < whole.size(); from += chunkBytes) {
      int to = Math.min(whole.size(), from + chunkBytes);
      Chunk.Builder chunk =
          Chunk.newBuilder()
              .setTransferId(transferId)
              .setIndex(chunks.size())
              .setData(whole.substring(from, to));
      if (from == 0) {
        chunk.setTotalBytes(whole.size());
      }
      if (to == whole.size()) {
        chunk.setLast(true).setCrc32C(checksum(whole));
      }
      chunks.add(ClientFrame.newBuilder().setStreamId(frame.getStreamId()).setChunk(chunk).build());
    }
    return chunks;
  }

  /** CRC-32C, as the last chunk tells it. */
  public static int checksum(ByteString bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.asReadOnlyByteBuffer());
    return (int) crc.getValue();
  }
}
