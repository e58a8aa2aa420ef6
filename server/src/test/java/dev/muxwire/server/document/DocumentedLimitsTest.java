package dev.muxwire.server.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.muxwire.server.config.Limits;
import dev.muxwire.wire.ProtocolLimits;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map.Entry;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DocumentedLimitsTest {
  @Test
  void operations_hasEveryLimit_withItsDefault_andNoOther() throws Exception {
    DocumentTable table = DocumentTable.under("OPERATIONS.md", "## Limits");
    Set<String> names = new TreeSet<>();
    for (RecordComponent component : Limits.class.getRecordComponents()) {
      String name = component.getName();
      long value = ((Number) component.getAccessor().invoke(Limits.DEFAULT)).longValue();
      names.add(name);
      assertThat(table.value(name)).as(name).startsWith(DocumentTable.written(name, value));
    }
    assertThat(table.names()).isEqualTo(names);
  }

  /** What the protocol's document says of each limit that both sides, or a client, must know. */
  private static List<Entry<String, List<String>>> protocol() {
    Limits limits = Limits.DEFAULT;
    return List.of(
        row("Hello packet", bytes(ProtocolLimits.HELLO_PACKET_BYTES)),
        row("packet before Welcome", bytes(ProtocolLimits.MIN_PACKET_BYTES)),
        row(
            "packet",
            bytes(limits.maxPacketBytes()),
            bytes(ProtocolLimits.MIN_PACKET_BYTES),
            bytes(ProtocolLimits.MAX_PACKET_BYTES)),
        row("message in chunks", bytes(limits.maxMessageBytes())),
        row(
            "reassembly: a connection; a token; the server",
            bytes(limits.connectionReservationBytes()),
            bytes(limits.principalReservationBytes()),
            bytes(limits.serverReservationBytes())),
        row("streams of a connection", number(limits.maxStreams())),
        row("requests without result, of a connection", number(limits.maxRequests())),
        row("connections of a token", number(limits.maxConnectionsPerPrincipal())),
        row("connections waiting for Hello", number(limits.maxPendingHandshakes())),
        row(
            "Hello; silence; transfer idle",
            seconds(limits.handshakeMs()),
            seconds(limits.silenceMs()),
            seconds(ProtocolLimits.TRANSFER_IDLE_MS)),
        row(
            "entity; its id",
            bytes(ProtocolLimits.ENTITY_BYTES),
            ProtocolLimits.ENTITY_ID_BYTES + " bytes"),
        row("operations of a batch", number(ProtocolLimits.BATCH_OPERATIONS)),
        row("ids of a Get; focus ids", number(ProtocolLimits.FOCUS_IDS)),
        row("Subscribe", bytes(ProtocolLimits.SUBSCRIBE_BYTES)),
        row("Input data", bytes(ProtocolLimits.INPUT_BYTES)),
        row("PublishOutput data", bytes(ProtocolLimits.PUBLISH_OUTPUT_BYTES)),
        row(
            "remembered removals; clients",
            number(limits.tombstones()),
            number(limits.rememberedClients())),
        row("retention of a terminal", bytes(limits.terminalRetentionBytes())),
        row("lag of a required viewer", bytes(limits.requiredLagBytes())));
  }

  @Test
  void protocol_tellsTheLimitsAsTheyAre() throws IOException {
    DocumentTable table = DocumentTable.under("PROTOCOL.md", "## Limits");
    for (Entry<String, List<String>> expected : protocol()) {
      assertThat(table.value(expected.getKey()))
          .as(expected.getKey())
          .contains(expected.getValue());
    }
  }

  private static Entry<String, List<String>> row(String label, String... values) {
    return entry(label, List.of(values));
  }

  private static String bytes(long value) {
    return DocumentTable.written("bytes", value);
  }

  private static String number(long value) {
    return DocumentTable.written("", value);
  }

  private static String seconds(int ms) {
    return ms / 1000 + " s";
  }
}
