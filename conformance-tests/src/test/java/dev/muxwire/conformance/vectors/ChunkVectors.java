package dev.muxwire.conformance.vectors;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Chunks of one stream, with the message that they make or the error that they must give. */
final class ChunkVectors {
  private ChunkVectors() {}

  /**
   * One row of chunks.
   *
   * @param whole the message, encoded; null if there is none
   * @param error the code that the last chunk must give; null if there is none
   */
  record Vector(List<Chunk> chunks, @Nullable ByteString whole, @Nullable String error) {
    Vector {
      chunks = List.copyOf(chunks);
    }
  }

  static JsonArray make() {
    JsonArray vectors = new JsonArray();
    all().forEach((name, vector) -> vectors.add(json(name, vector)));
    return vectors;
  }

  private static JsonObject json(String name, Vector vector) {
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    JsonArray chunks = new JsonArray();
    for (Chunk chunk : vector.chunks()) {
      chunks.add(VectorFile.HEX.formatHex(chunk.toByteArray()));
    }
    json.add("chunks_hex", chunks);
    if (vector.whole() != null) {
      json.addProperty("message_hex", VectorFile.HEX.formatHex(vector.whole().toByteArray()));
    }
    if (vector.error() != null) {
      json.addProperty("error", vector.error());
    }
    return json;
  }

  static Map<String, Vector> all() {
    ByteString whole =
        ServerFrame.newBuilder()
            .setOutput(
                dev.muxwire.proto.v1.Output.newBuilder()
                    .setOffset(5)
                    .setData(ByteString.copyFromUtf8("a line of output\n")))
            .build()
            .toByteString();
    Map<String, Vector> all = new LinkedHashMap<>();
    for (int size : new int[] {whole.size(), 10, 1}) {
      all.put("good-by-" + size, new Vector(cut(whole, size), whole, null));
    }
    List<Chunk> good = cut(whole, 10);
    all.put("skipped-index", broken(good.get(0), good.get(2)));
    all.put("repeated-index", broken(good.get(0), good.get(0)));
    all.put("without-beginning", broken(good.get(1)));
    all.put("without-total", broken(good.get(0).toBuilder().clearTotalBytes().build()));
    all.put(
        "total-told-twice",
        broken(good.get(0), good.get(1).toBuilder().setTotalBytes(whole.size()).build()));
    all.put("longer-than-total", broken(good.get(0).toBuilder().setTotalBytes(9).build()));
    all.put("shorter-than-total", broken(good.get(0), last(good, 1, good.get(2).getCrc32C())));
    Chunk end = good.get(good.size() - 1);
    List<Chunk> wrong = new ArrayList<>(good);
    wrong.set(good.size() - 1, end.toBuilder().setCrc32C(end.getCrc32C() + 1).build());
    all.put("wrong-checksum", new Vector(wrong, null, "CHUNK_INVALID"));
    all.put(
        "other-transfer-id",
        broken(good.get(0), good.get(1).toBuilder().setTransferId(99).build()));
    all.put("empty-chunk", broken(good.get(0), good.get(1).toBuilder().clearData().build()));
    return all;
  }

  private static Chunk last(List<Chunk> good, int index, int crc) {
    return good.get(index).toBuilder().setLast(true).setCrc32C(crc).build();
  }

  private static Vector broken(Chunk... chunks) {
    return new Vector(List.of(chunks), null, "CHUNK_INVALID");
  }

  private static List<Chunk> cut(ByteString whole, int size) {
    List<Chunk> chunks = new ArrayList<>();
    for (int from = 0; from < whole.size(); from += size) {
      int to = Math.min(whole.size(), from + size);
      Chunk.Builder chunk =
          Chunk.newBuilder()
              .setTransferId(7)
              .setIndex(chunks.size())
              .setData(whole.substring(from, to));
      if (from == 0) {
        chunk.setTotalBytes(whole.size());
      }
      if (to == whole.size()) {
        CRC32C crc = new CRC32C();
        crc.update(whole.asReadOnlyByteBuffer());
        chunk.setLast(true).setCrc32C((int) crc.getValue());
      }
      chunks.add(chunk.build());
    }
    return chunks;
  }
}
