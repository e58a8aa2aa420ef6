package dev.muxwire.cli.samples;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The panes of one tab, and the layout that holds them. */
final class SamplePanes {
  private final String sessionId;
  private final SampleRandom random;
  private final List<JsonObject> panes = new ArrayList<>();

  private SamplePanes(String sessionId, SampleRandom random) {
    this.sessionId = sessionId;
    this.random = random;
  }

  /**
   * One pane (60 %), two (25 %), three or four (15 %).
   *
   * @param sessionId the agent's session that the first pane shows; empty = none
   */
  static SamplePanes of(
      String tabId, String title, String directory, String sessionId, SampleRandom random) {
    SamplePanes result = new SamplePanes(sessionId, random);
    int roll = random.between(1, 100);
    int count = roll <= 60 ? 1 : roll <= 85 ? 2 : random.between(3, 4);
    for (int i = 0; i < count; i++) {
      result.panes.add(result.pane(tabId, title, directory));
    }
    return result;
  }

  List<JsonObject> panes() {
    return panes;
  }

  /** A binary tree of splits, as a person makes it: the newest pane halves the one before. */
  JsonObject layout() {
    return layoutFrom(0, random.chance(70) ? "ROW" : "COLUMN");
  }

  private JsonObject layoutFrom(int first, String direction) {
    JsonObject leaf = new JsonObject();
    leaf.addProperty("pane_id", panes.get(first).get("id").getAsString());
    if (first == panes.size() - 1) {
      return leaf;
    }
    JsonArray children = new JsonArray();
    children.add(leaf);
    children.add(layoutFrom(first + 1, "ROW".equals(direction) ? "COLUMN" : "ROW"));
    JsonArray weights = new JsonArray();
    // Quarters are exact in every binary format, so they come back as they went.
    int quarters = random.between(1, 3);
    weights.add(quarters / 4.0f);
    weights.add((4 - quarters) / 4.0f);
    JsonObject split = new JsonObject();
    split.addProperty("direction", direction);
    split.add("children", children);
    split.add("weights", weights);
    JsonObject node = new JsonObject();
    node.add("split", split);
    return node;
  }

  private JsonObject pane(String tabId, String title, String directory) {
    JsonObject pane = new JsonObject();
    pane.addProperty("id", random.shortId());
    pane.addProperty("tab_id", tabId);
    pane.addProperty("title", title);
    int roll = random.between(1, 100);
    if (panes.isEmpty() && !sessionId.isEmpty()) {
      pane.addProperty("pane_kind", "AGENT");
      pane.addProperty("session_id", sessionId);
    } else if (roll <= 75) {
      pane.addProperty("pane_kind", "TERMINAL");
    } else if (roll <= 90) {
      pane.addProperty("pane_kind", "BROWSER");
      pane.addProperty("url", "http://" + random.oneOf(SampleWords.HOSTS) + "/");
    } else {
      pane.addProperty("pane_kind", "EDITOR");
      pane.addProperty("path", directory + "/" + random.oneOf(SampleWords.FILES));
    }
    return pane;
  }
}
