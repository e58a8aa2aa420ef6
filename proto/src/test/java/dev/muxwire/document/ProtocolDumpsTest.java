package dev.muxwire.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The packets of docs/PACKETS.md are what the codec writes today. When the schema or a sample
 * changes, record them anew: {@code -Dmuxwire.docs.record=true}.
 */
class ProtocolDumpsTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "PACKETS.md");
  private static final String BEGIN = "<!-- packets: written by ProtocolDumpsTest -->\n";
  private static final String END = "<!-- end of packets -->\n";

  @Test
  void document_showsTheCodecsPackets() throws IOException {
    String document = Files.readString(DOCUMENT);
    int from = document.indexOf(BEGIN) + BEGIN.length();
    int to = document.indexOf(END);
    assertThat(to).as("the marks of the packets").isGreaterThanOrEqualTo(from);
    if (Boolean.getBoolean("muxwire.docs.record")) {
      document = document.substring(0, from) + rendered() + document.substring(to);
      Files.writeString(DOCUMENT, document);
    } else {
      assertThat(document.substring(from, to))
          .as("record: mvn -pl proto test -Dtest=ProtocolDumpsTest -Dmuxwire.docs.record=true")
          .isEqualTo(rendered());
    }
  }

  private static String rendered() {
    StringBuilder text = new StringBuilder();
    for (SamplePackets.Sample sample : SamplePackets.all()) {
      text.append("\n### ").append(sample.title()).append("\n\n");
      text.append(sample.explanation()).append("\n\n```text\n");
      PacketDump.of(sample.packet(), sample.type()).forEach(line -> text.append(line).append('\n'));
      text.append("```\n");
    }
    return text.append('\n').toString();
  }
}
