package dev.muxwire.cli.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.muxwire.cli.FakeWorkspace;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.samples.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkspaceDocumentTest {
  private static final FakeWorkspace WORKSPACE =
      new FakeWorkspace()
          .with(EntityKind.TAB, "t2", Map.of("title", "<b> & \"c\"", "order_key", "b"))
          .with(
              EntityKind.TAB,
              "t1",
              Map.of(
                  "order_key",
                  "a",
                  "created_at_ms",
                  1_795_553_829_242L,
                  "title_set_by_user",
                  false,
                  "layout",
                  Map.of(
                      "split",
                      Map.of(
                          "direction",
                          "ROW",
                          "children",
                          List.of(Map.of("pane_id", "p1"), Map.of("pane_id", "p2")),
                          "weights",
                          List.of((double) 0.3f, 1.0)))))
          .with(EntityKind.PANE, "p1", Map.of("tab_id", "t1", "pane_kind", "TERMINAL"))
          .with(EntityKind.PANE, "p2", Map.of("tab_id", "t1", "pane_kind", "EDITOR"))
          .with(EntityKind.SESSION, "s1", Map.of("busy", true, "message_count", 5L))
          .with(
              EntityKind.RECORD,
              "r1",
              Map.of("type", "note", "payload", new byte[] {0, 1, (byte) 255}))
          .with(EntityKind.TERMINAL, "x1", Map.of("title", "shell"));

  @Test
  void whatIsWritten_isReadBackTheSame_withoutTerminals() {
    WorkspaceDocument written = WorkspaceDocument.of(WORKSPACE);

    WorkspaceDocument read = WorkspaceDocument.parse(text(written));

    assertThat(read.toJson()).isEqualTo(written.toJson());
    assertThat(read.entries().keySet()).containsExactly("t1", "t2", "p1", "p2", "s1", "r1");
    assertThat(WorkspaceDifference.between(WORKSPACE, read, true).batches()).isEmpty();
  }

  @Test
  void text_hasAnEntityALine() {
    assertThat(text(WorkspaceDocument.of(WORKSPACE)).lines())
        .contains("{\"id\":\"t2\",\"order_key\":\"b\",\"title\":\"<b> & \\\"c\\\"\"}")
        .hasSize(1 + 4 + 6 + 4);
  }

  @Test
  void sample_isADocument() {
    List<Mutation.Create> entities = new ArrayList<>();
    Sample.INCIDENT.units(1).forEachRemaining(unit -> entities.addAll(unit.entities()));
    WorkspaceDocument sample = WorkspaceDocument.of(entities);

    String text = text(sample);

    assertThat(WorkspaceDocument.parse(text).toJson()).isEqualTo(sample.toJson());
    assertThat(text.getBytes(StandardCharsets.UTF_8).length).isBetween(412_500, 445_200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{|no JSON",
        "[]|no JSON object",
        "{}|format",
        "{'format':'x'}|format",
        "{'format':'muxwire-workspace/1','tabs':{}}|'tabs' is no array",
        "{'format':'muxwire-workspace/1','tabs':[5]}|'tabs'[0] is no object",
        "{'format':'muxwire-workspace/1','tabs':[{}]}|'tabs'[0] has no 'id'",
        "{'format':'muxwire-workspace/1','tabs':[{'id':'a'},{'id':'a'}]}|the id 'a' is there twice",
        "{'format':'muxwire-workspace/1','tabs':[{'id':'a','title':null}]}|'title' is null",
        "{'format':'muxwire-workspace/1','tabs':[{'id':'a','x':5e333}]}|'x' is 5e333: that is too",
        "{'format':'muxwire-workspace/1','tabs':[{'id':'a','weights':[1e39]}]}|'weights' is 1e39",
        "{'format':'muxwire-workspace/1','terminals':[]}|no member 'terminals'",
        "{'format':'muxwire-workspace/1','records':[{'id':'a','payload':'%'}]}|'records'[0]"
      },
      quoteCharacter = '`')
  void whatIsNoDocument_isToldWithItsPlace(String json, String message) {
    assertThatThrownBy(() -> WorkspaceDocument.parse(json.replace('\'', '"')))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message.replace('\'', '"'));
  }

  @Test
  void payload_isBytes_inBase64() {
    JsonObject json =
        JsonParser.parseString("{\"id\":\"r\",\"payload\":\"AAH/\"}").getAsJsonObject();

    assertThat(EntityJson.toFields(EntityKind.RECORD, json))
        .containsOnlyKeys("payload")
        .hasEntrySatisfying(
            "payload", value -> assertThat((byte[]) value).containsExactly(0, 1, 255));
    assertThat(EntityJson.ofValue(new byte[] {0, 1, (byte) 255}).getAsString()).isEqualTo("AAH/");
  }

  private static String text(WorkspaceDocument document) {
    StringJoiner lines = new StringJoiner("\n");
    document.writeTo(lines::add);
    return lines.toString();
  }
}
