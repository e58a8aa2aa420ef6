package dev.muxwire.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.muxwire.cli.FakeWorkspace;
import dev.muxwire.client.EntityKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListingTest {
  private static final FakeWorkspace STATE =
      new FakeWorkspace()
          .with(
              EntityKind.TERMINAL,
              "gone",
              Map.of(
                  "title",
                  "build",
                  "host_id",
                  "local",
                  "created_at_ms",
                  2_000L,
                  "command",
                  List.of("make", "-j4"),
                  "exit",
                  Map.of("reason", "EXITED", "status", 7L)))
          .with(
              EntityKind.TERMINAL,
              "here",
              Map.of(
                  "title",
                  "evil\033]52;c;x\007",
                  "host_id",
                  "local",
                  "created_at_ms",
                  1_000L,
                  "size",
                  Map.of("columns", 80L, "rows", 24L)))
          .with(EntityKind.TERMINAL, "away", Map.of("host_id", "other", "created_at_ms", 3_000L))
          .with(EntityKind.TAB, "second", Map.of("title", "two", "order_key", "b"))
          .with(EntityKind.TAB, "first", Map.of("title", "one", "order_key", "a"))
          .with(EntityKind.TAB, "shut", Map.of("order_key", "c", "closed_at_ms", 5L));

  private static final FakeWorkspace PRESENCE =
      new FakeWorkspace().with(EntityKind.HOST, "host:local", Map.of("host_id", "local"));

  private final Listing listing = new Listing(STATE, PRESENCE);

  @Test
  void json_tellsStateCommandAndTitle_ofEveryTerminal() {
    JsonObject json = listing.toJson();

    JsonArray terminals = json.getAsJsonArray("terminals");
    assertThat(members(terminals, "id")).containsExactly("here", "gone", "away");
    assertThat(members(terminals, "state")).containsExactly("running", "exited", "unreachable");
    assertThat(members(terminals, "title")).containsExactly("evil\033]52;c;x\007", "build", "");
    assertThat(terminals.get(1).getAsJsonObject().getAsJsonArray("command")).hasSize(2);
    assertThat(terminals.get(2).getAsJsonObject().getAsJsonArray("command")).isEmpty();
    assertThat(members(json.getAsJsonArray("tabs"), "id"))
        .containsExactly("first", "second", "shut");
  }

  @Test
  void table_isForPeople_andSafeToPrint() {
    List<String> lines = listing.lines(63_000, false);

    assertThat(lines)
        .containsExactly(
            "TERMINAL  STATE        TITLE          SIZE   AGE  COMMAND",
            "here      running      evil\uFFFD]52;c;x\uFFFD  80x24  1m   (login shell)",
            "gone      exited (7)   build                 1m   make -j4",
            "away      unreachable                        1m   (login shell)",
            "",
            "TAB     TITLE",
            "first   one",
            "second  two",
            "and 1 closed tabs");
  }

  private static List<String> members(JsonArray array, String name) {
    return array.asList().stream()
        .map(element -> element.getAsJsonObject().get(name).getAsString())
        .toList();
  }
}
