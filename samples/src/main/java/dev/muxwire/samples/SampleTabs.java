package dev.muxwire.samples;

import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Tabs with their panes. */
final class SampleTabs {
  private static final int LONGEST_AGE_DAYS = 20;
  private static final int CLOSED_KEPT_DAYS = 30;

  private final SampleRandom random;
  private final long nowMs;
  private final List<String> devices;

  /** Tabs as of a moment, shown by so many devices. */
  SampleTabs(SampleRandom random, long nowMs, int devices) {
    this.random = random;
    this.nowMs = nowMs;
    this.devices = Stream.generate(random::shortId).limit(devices).toList();
  }

  /** The next tab, with its panes. */
  SampleUnit tab(String orderKey, boolean open) {
    String id = random.shortId();
    String title = SampleWords.title(random);
    String directory = SampleWords.directory(random);
    String sessionId = random.chance(40) ? random.longId() : "";
    SamplePanes panes = SamplePanes.of(id, title, directory, sessionId, random);
    Map<String, Object> tab = new HashMap<>();
    tab.put("title", title);
    tab.put("layout", panes.layout());
    tab.put("order_key", orderKey);
    tab.put("title_set_by_user", random.chance(20));
    if (random.chance(80)) {
      tab.put("description", SampleWords.sentence(title, random));
    }
    addOrigin(tab, open, directory, sessionId);
    addTimes(tab, open);
    tab.put("attributes", attributes(title));
    tab.put("device_id", random.oneOf(devices));
    List<Mutation.Create> unit = new ArrayList<>();
    unit.add(new Mutation.Create(EntityKind.TAB, id, tab));
    unit.addAll(panes.panes());
    return SampleUnit.of(unit);
  }

  private void addOrigin(
      Map<String, Object> tab, boolean open, String directory, String sessionId) {
    tab.put("status", open ? random.oneOf(SampleWords.STATUSES) : "exited");
    tab.put("shell", random.oneOf(SampleWords.SHELLS));
    tab.put("initial_cwd", directory);
    tab.put("mode", sessionId.isEmpty() ? "shell" : "agent");
    if (!sessionId.isEmpty()) {
      String provider = random.oneOf(SampleWords.AGENTS);
      tab.put("session_ref", Map.of("provider", provider, "session_id", sessionId));
    }
  }

  private void addTimes(Map<String, Object> tab, boolean open) {
    int closedSeconds = random.between(0, CLOSED_KEPT_DAYS * SampleTimes.DAY_SECONDS);
    long closedMs = open ? nowMs : nowMs - SampleTimes.secondsMs(closedSeconds);
    int ageSeconds = random.between(60, LONGEST_AGE_DAYS * SampleTimes.DAY_SECONDS);
    long createdMs = closedMs - SampleTimes.secondsMs(ageSeconds);
    long updatedMs = createdMs + SampleTimes.secondsMs(random.between(0, ageSeconds));
    tab.put("created_at_ms", createdMs);
    tab.put("updated_at_ms", updatedMs);
    tab.put("last_input_at_ms", updatedMs);
    if (!open) {
      tab.put("closed_at_ms", closedMs);
    }
  }

  private Map<String, Object> attributes(String title) {
    return Map.of(
        "branch",
        "feature/" + title.toLowerCase(Locale.ROOT).replace(' ', '-'),
        "window_label",
        "Window " + random.between(1, 3));
  }
}
