package dev.muxwire.conformance.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.wire.ChunkReceiver;
import dev.muxwire.wire.ProtocolViolation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The vectors in the files are what the code makes, and the product reads them as they say. */
final class VectorsTest {
  private static final boolean RECORDING = Boolean.getBoolean("muxwire.vectors.record");

  private static void isInFile(String name, JsonElement made) throws IOException {
    if (RECORDING) {
      VectorFile.write(name, made);
    }
    assertThat(VectorFile.read(name))
        .as("%s; -Dmuxwire.vectors.record=true writes it", name)
        .isEqualTo(VectorFile.text(made));
  }

  @Test
  void files_areWhatTheCodeMakes() throws IOException {
    isInFile("packets.json", PacketVectors.make());
    isInFile("chunks.json", ChunkVectors.make());
    isInFile("state.json", StateVectors.make());
  }

  @Test
  void packets_areReadAsTheirTextSays() throws Exception {
    JsonArray vectors = JsonParser.parseString(VectorFile.read("packets.json")).getAsJsonArray();
    Map<String, Message> due = PacketVectors.packets();
    assertThat(vectors).hasSize(due.size());
    for (JsonElement element : vectors) {
      JsonObject vector = element.getAsJsonObject();
      byte[] bytes = VectorFile.HEX.parseHex(vector.get("hex").getAsString());
      boolean ofClient = vector.get("message").getAsString().equals("ClientPacket");
      Message packet = ofClient ? ClientPacket.parseFrom(bytes) : ServerPacket.parseFrom(bytes);
      assertThat(packet).isEqualTo(due.get(vector.get("name").getAsString()));
      assertThat(TextFormat.printer().printToString(packet))
          .isEqualTo(vector.get("text").getAsString());
    }
  }

  /** The product's own receiver, which shares nothing with the judge's. */
  @Test
  void chunks_giveTheProductTheMessageOrTheError() {
    for (Map.Entry<String, ChunkVectors.Vector> named : ChunkVectors.all().entrySet()) {
      ChunkVectors.Vector vector = named.getValue();
      ChunkReceiver receiver = new ChunkReceiver(1 << 20, List.of());
      byte[] whole = null;
      ErrorCode code = null;
      try {
        for (Chunk chunk : vector.chunks()) {
          whole = receiver.accept(1, chunk, 0);
        }
      } catch (ProtocolViolation violation) {
        code = violation.code();
      }
      if (vector.error() == null) {
        assertThat(whole)
            .as(named.getKey())
            .isEqualTo(java.util.Objects.requireNonNull(vector.whole()).toByteArray());
      } else {
        assertThat(code)
            .as(named.getKey())
            .isEqualTo(ErrorCode.valueOf("ERROR_CODE_" + vector.error()));
      }
    }
  }
}
