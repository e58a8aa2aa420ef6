package dev.muxwire.samples;

import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * A workspace larger than any that was seen: {@value #ENTITIES} entities. About {@value
 * #TABS_AND_PANES} are tabs and their panes (one tab in fifty is open), {@value #SESSIONS} are
 * sessions of 1.8 KB, the rest records of 0.1 to 1 KB; some 85 MB of JSON.
 */
final class HugeSample implements Iterator<SampleUnit> {
  static final int ENTITIES = 100_000;
  static final int TABS_AND_PANES = 65_000;
  static final int SESSIONS = 25_000;

  private static final int OPEN_ONE_IN = 50;
  private static final int PROJECTS = 400;
  private static final int SESSION_JSON_BYTES = 1_818;
  private static final int SMALLEST_RECORD_BYTES = 60;
  private static final int LARGEST_RECORD_BYTES = 600;

  private final SampleRandom random;
  private final SampleTabs tabs;
  private final SampleSessions sessions;
  private int made;
  private int tabsMade;
  private int sessionsMade;

  HugeSample(long seed) {
    random = new SampleRandom(seed);
    tabs = new SampleTabs(random, SampleTimes.NOW_MS, 40);
    sessions = new SampleSessions(random);
  }

  @Override
  public boolean hasNext() {
    return made < ENTITIES;
  }

  @Override
  public SampleUnit next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    SampleUnit unit =
        made < TABS_AND_PANES ? tab() : sessionsMade < SESSIONS ? session() : record();
    made += unit.entities().size();
    return unit;
  }

  private SampleUnit tab() {
    boolean open = tabsMade % OPEN_ONE_IN == 0;
    return tabs.tab("s%06d".formatted(tabsMade++), open);
  }

  private SampleUnit session() {
    sessionsMade++;
    String project = SampleWords.project(random.between(0, PROJECTS - 1));
    return sessions.session(project, SESSION_JSON_BYTES);
  }

  private SampleUnit record() {
    int payloadBytes = random.between(SMALLEST_RECORD_BYTES, LARGEST_RECORD_BYTES);
    Map<String, Object> fields =
        Map.of(
            "type", random.oneOf(SampleWords.RECORD_TYPES), "payload", random.bytes(payloadBytes));
    return SampleUnit.of(List.of(new Mutation.Create(EntityKind.RECORD, random.shortId(), fields)));
  }
}
