package dev.muxwire.cli.samples;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A workspace of the size that used to be pushed whole on every change: 424 KB of JSON, some 500
 * tabs with their panes, most of them closed and kept to be reopened.
 */
public final class IncidentSample {
  /** Within 2 % of 424 KB, whether a kilobyte is counted as 1,000 bytes or as 1,024. */
  static final int JSON_BYTES = 429_000;

  private static final int OPEN_TABS = 40;

  /** A fixed moment (2025-11-01T00:00:00Z), for the same seed must make the same workspace. */
  private static final long NOW_MS = 1_761_955_200_000L;

  private static final int DAY_SECONDS = 86_400;

  private final SampleRandom random;
  private final List<String> devices;
  private final JsonArray tabs = new JsonArray();
  private final JsonArray panes = new JsonArray();
  private int jsonBytes;

  private IncidentSample(long seed) {
    random = new SampleRandom(seed);
    devices = List.of(random.shortId(), random.shortId(), random.shortId());
  }

  /** Generates the workspace document of a seed, in the format of {@code muxwire get}. */
  public static JsonObject generate(long seed) {
    IncidentSample sample = new IncidentSample(seed);
    while (sample.jsonBytes < JSON_BYTES) {
      sample.addTab();
    }
    JsonObject document = new JsonObject();
    document.addProperty("format", "muxwire-workspace/1");
    document.add("tabs", sample.tabs);
    document.add("panes", sample.panes);
    document.add("sessions", new JsonArray());
    document.add("records", new JsonArray());
    return document;
  }

  private void addTab() {
    String id = random.shortId();
    String title = SampleWords.title(random);
    String directory = SampleWords.directory(random);
    String sessionId = random.chance(40) ? random.longId() : "";
    SamplePanes tabPanes = SamplePanes.of(id, title, directory, sessionId, random);
    JsonObject tab = new JsonObject();
    tab.addProperty("id", id);
    tab.addProperty("title", title);
    tab.add("layout", tabPanes.layout());
    tab.addProperty("order_key", "s%05d".formatted(tabs.size()));
    tab.addProperty("title_set_by_user", random.chance(20));
    if (random.chance(80)) {
      tab.addProperty("description", SampleWords.sentence(title, random));
    }
    addOrigin(tab, directory, sessionId);
    addTimes(tab);
    addAttributes(tab, title);
    tab.addProperty("device_id", random.oneOf(devices));
    add(tabs, tab);
    tabPanes.panes().forEach(pane -> add(panes, pane));
  }

  private void addOrigin(JsonObject tab, String directory, String sessionId) {
    tab.addProperty("status", isOpen() ? random.oneOf(SampleWords.STATUSES) : "exited");
    tab.addProperty("shell", random.oneOf(SampleWords.SHELLS));
    tab.addProperty("initial_cwd", directory);
    tab.addProperty("mode", sessionId.isEmpty() ? "shell" : "agent");
    if (!sessionId.isEmpty()) {
      JsonObject session = new JsonObject();
      session.addProperty("provider", random.oneOf(SampleWords.AGENTS));
      session.addProperty("session_id", sessionId);
      tab.add("session_ref", session);
    }
  }

  private void addAttributes(JsonObject tab, String title) {
    JsonObject attributes = new JsonObject();
    attributes.addProperty("branch", "feature/" + title.toLowerCase(Locale.ROOT).replace(' ', '-'));
    attributes.addProperty("window_label", "Window " + random.between(1, 3));
    tab.add("attributes", attributes);
  }

  private void addTimes(JsonObject tab) {
    boolean open = isOpen();
    long closedMs = open ? NOW_MS : NOW_MS - secondsMs(random.between(0, 30 * DAY_SECONDS));
    int ageSeconds = random.between(60, 20 * DAY_SECONDS);
    long createdMs = closedMs - secondsMs(ageSeconds);
    tab.addProperty("created_at_ms", createdMs);
    long updatedMs = createdMs + secondsMs(random.between(0, ageSeconds));
    tab.addProperty("updated_at_ms", updatedMs);
    tab.addProperty("last_input_at_ms", updatedMs);
    if (!open) {
      tab.addProperty("closed_at_ms", closedMs);
    }
  }

  private static long secondsMs(int seconds) {
    return seconds * 1000L;
  }

  /** Whether the tab that comes next is open; the open ones come first. */
  private boolean isOpen() {
    return tabs.size() < OPEN_TABS;
  }

  private void add(JsonArray array, JsonObject entity) {
    array.add(entity);
    // One for the separator.
    jsonBytes += entity.toString().getBytes(StandardCharsets.UTF_8).length + 1;
  }
}
