package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tabs, panes and titles, edited by scripts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LayoutCommandsTest {
  private static final int REFUSED = 4;
  private static final int NOT_FOUND = 5;

  private Installation installation;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    installation = new Installation(directory);
    ServerProcess server = installation.server("up", 0);
    Awaitility.await("up has told how to attach, so its host is there")
        .atMost(Duration.ofSeconds(60))
        .until(() -> server.output().contains("muxwire attach"));
  }

  @AfterAll
  void end() throws Exception {
    installation.close();
  }

  private CommandResult run(String... arguments) {
    return installation.runHere(arguments);
  }

  private List<String> ids(String array, String... arguments) {
    JsonArray listed = run(arguments).succeeded().json().getAsJsonArray(array);
    return StreamSupport.stream(listed.spliterator(), false)
        .map(entity -> entity.getAsJsonObject().get("id").getAsString())
        .toList();
  }

  private String newTab(String title) {
    return run("tabs", "new", "--title", title, "--", "cat").succeeded().text().strip();
  }

  @Test
  void panes_areSplitMovedResizedAndClosed_andTheLastTakesItsTabAlong() {
    String tab = newTab("panes");
    String first = ids("panes", "panes", "list", tab, "--json").get(0);
    String second = run("panes", "split", first, "--left", "--", "cat").succeeded().text().strip();
    assertThat(ids("panes", "panes", "list", tab, "--json")).containsExactly(second, first);
    run("panes", "move", second, first, "--below").succeeded();
    run("panes", "resize", first, "70").succeeded();
    assertThat(ids("panes", "panes", "list", tab, "--json")).containsExactly(first, second);
    run("panes", "close", first).succeeded();
    assertThat(run("panes", "close", second).succeeded().text()).contains("with it tab " + tab);
    assertThat(ids("tabs", "tabs", "--json")).doesNotContain(tab);
  }

  @Test
  void tabs_areMovedRenamedAndClosed() {
    String one = newTab("one");
    String two = newTab("two");
    run("tabs", "move", two, "--before", one).succeeded();
    List<String> order = new ArrayList<>(ids("tabs", "tabs", "--json"));
    order.retainAll(List.of(one, two));
    assertThat(order).containsExactly(two, one);
    run("tabs", "rename", one, "renamed").succeeded();
    assertThat(run("tabs").succeeded().text()).contains("renamed");
    run("tabs", "close", "renamed").succeeded();
    assertThat(ids("tabs", "tabs", "--json")).doesNotContain(one);
  }

  @Test
  void terminal_isRenamed() {
    String id = run("new", "--no-tab", "--", "cat").succeeded().text().strip();
    run("rename", id, "another title").succeeded();
    assertThat(run("ls").succeeded().text()).contains("another title");
  }

  @Test
  void badPaths_haveTheirExitCodes() {
    String tab = newTab("twin");
    newTab("twin");
    assertThat(run("tabs", "rename", "nowhere", "x").exitCode()).isEqualTo(NOT_FOUND);
    assertThat(run("panes", "close", "nowhere").exitCode()).isEqualTo(NOT_FOUND);
    assertThat(run("tabs", "close", "twin").exitCode()).isEqualTo(NOT_FOUND);
    assertThat(run("tabs", "rename", tab, "x", "--if-revision", "1").exitCode()).isEqualTo(REFUSED);
  }
}
