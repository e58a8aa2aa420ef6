package dev.muxwire.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.cli.FakeWorkspace;
import dev.muxwire.cli.output.Json;
import dev.muxwire.client.ChangeSet;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangeLineTest {
  private static final Entity BEFORE =
      FakeWorkspace.entity(EntityKind.TAB, "t", Map.of("title", "old", "status", "idle"));
  private static final Entity AFTER =
      FakeWorkspace.entity(EntityKind.TAB, "t", Map.of("title", "new"));
  private static final Entity PANE =
      FakeWorkspace.entity(EntityKind.PANE, "p", Map.of("title", "shell"));

  private static final ChangeSet CHANGES =
      new ChangeSet(
          4, 5, List.of(PANE), List.of(new ChangeSet.Change(BEFORE, AFTER)), List.of(PANE));

  @Test
  void json_hasWholeAddedEntities_andTheChangedFieldsOfOthers() {
    assertThat(Json.compact(ChangeLine.json(CHANGES)))
        .isEqualTo(
            "{\"from\":4,\"revision\":5,"
                + "\"added\":[{\"kind\":\"pane\",\"id\":\"p\",\"fields\":{\"title\":\"shell\"}}],"
                + "\"changed\":[{\"kind\":\"tab\",\"id\":\"t\",\"fields\":{\"title\":\"new\"},"
                + "\"cleared\":[\"status\"]}],"
                + "\"removed\":[{\"kind\":\"pane\",\"id\":\"p\"}]}");
  }

  @Test
  void text_isOneLine() {
    assertThat(ChangeLine.text(CHANGES))
        .isEqualTo("5: + pane p \"shell\"; ~ tab t title=\"new\" -status; - pane p \"shell\"");
  }

  @Test
  void text_ofManyChanges_namesAFew() {
    ChangeSet many = new ChangeSet(4, 5, Collections.nCopies(100, PANE), List.of(), List.of());

    assertThat(ChangeLine.text(many)).endsWith("; and 94 more").hasSizeLessThan(200);
  }

  @Test
  void text_ofTheFirstView_isItsSize() {
    ChangeSet first = new ChangeSet(0, 8, List.of(PANE), List.of(), List.of());

    assertThat(ChangeLine.text(first)).isEqualTo("8: 1 entities");
  }
}
