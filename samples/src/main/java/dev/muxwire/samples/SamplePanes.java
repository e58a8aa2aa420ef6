package dev.muxwire.samples;

import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The panes of one tab, and the layout that holds them. */
final class SamplePanes {
  private final String sessionId;
  private final SampleRandom random;
  private final List<Mutation.Create> panes = new ArrayList<>();

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

  List<Mutation.Create> panes() {
    return panes;
  }

  /** A binary tree of splits, as a person makes it: the newest pane halves the one before. */
  Map<String, Object> layout() {
    return layoutFrom(0, random.chance(70) ? "ROW" : "COLUMN");
  }

  private Map<String, Object> layoutFrom(int first, String direction) {
    Map<String, Object> leaf = Map.of("pane_id", panes.get(first).id());
    if (first == panes.size() - 1) {
      return leaf;
    }
    Map<String, Object> others = layoutFrom(first + 1, "ROW".equals(direction) ? "COLUMN" : "ROW");
    // Quarters are exact in every binary format, so they come back as they went.
    int quarters = random.between(1, 3);
    return Map.of(
        "split",
        Map.of(
            "direction", direction,
            "children", List.of(leaf, others),
            "weights", List.of(quarters / 4.0, (4 - quarters) / 4.0)));
  }

  private Mutation.Create pane(String tabId, String title, String directory) {
    Map<String, Object> pane = new HashMap<>();
    pane.put("tab_id", tabId);
    pane.put("title", title);
    int roll = random.between(1, 100);
    if (panes.isEmpty() && !sessionId.isEmpty()) {
      pane.put("pane_kind", "AGENT");
      pane.put("session_id", sessionId);
    } else if (roll <= 75) {
      pane.put("pane_kind", "TERMINAL");
    } else if (roll <= 90) {
      pane.put("pane_kind", "BROWSER");
      pane.put("url", "http://" + random.oneOf(SampleWords.HOSTS) + "/");
    } else {
      pane.put("pane_kind", "EDITOR");
      pane.put("path", directory + "/" + random.oneOf(SampleWords.FILES));
    }
    return new Mutation.Create(EntityKind.PANE, random.shortId(), pane);
  }
}
