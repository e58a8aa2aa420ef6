package dev.muxwire.samples;

import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Agents' sessions, whose first message and summary are most of their weight. */
final class SampleSessions {
  private static final int LONGEST_AGE_DAYS = 120;
  private static final int MOST_MESSAGES = 400;

  private final SampleRandom random;

  SampleSessions(SampleRandom random) {
    this.random = random;
  }

  /**
   * The next session of a project.
   *
   * @param jsonBytes its mean size; sizes lie evenly between 0.5 and 1.5 of it, plus half a word
   */
  SampleUnit session(String project, int jsonBytes) {
    int ageSeconds = random.between(60, LONGEST_AGE_DAYS * SampleTimes.DAY_SECONDS);
    long createdMs = SampleTimes.NOW_MS - SampleTimes.secondsMs(ageSeconds);
    Map<String, Object> session = new HashMap<>();
    session.put("provider", random.oneOf(SampleWords.AGENTS));
    session.put("project", project);
    session.put("cwd", "/home/developer/work/" + project);
    session.put("title", SampleWords.title(random));
    session.put("message_count", (long) random.between(1, MOST_MESSAGES));
    session.put("created_at_ms", createdMs);
    session.put("updated_at_ms", createdMs + SampleTimes.secondsMs(random.between(0, ageSeconds)));
    session.put("busy", random.chance(2));
    session.put("attributes", Map.of("branch", "main", "model", random.oneOf(SampleWords.AGENTS)));
    String id = random.chance(70) ? random.longId() : random.shortId();
    fill(id, session, random.between(jsonBytes / 2, jsonBytes * 3 / 2));
    return SampleUnit.of(List.of(new Mutation.Create(EntityKind.SESSION, id, session)));
  }

  private void fill(String id, Map<String, Object> session, int jsonBytes) {
    session.put("first_message", "");
    session.put("summary", "");
    int bare = JsonText.bytes(new Mutation.Create(EntityKind.SESSION, id, session));
    int room = Math.max(2, jsonBytes - bare);
    session.put("first_message", SampleWords.text(random, room * 2 / 3));
    session.put("summary", SampleWords.text(random, room / 3));
  }
}
