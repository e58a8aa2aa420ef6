package dev.muxwire.samples;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A workspace of the size that used to be pushed whole on every change: 424 KB of JSON, some 480
 * tabs with their panes, most of them closed and kept to be reopened.
 */
final class IncidentSample implements Iterator<SampleUnit> {
  /** Within 2 % of 424 KB, whether a kilobyte is counted as 1,000 bytes or as 1,024. */
  static final int JSON_BYTES = 429_000;

  /** The open tabs come first. */
  static final int OPEN_TABS = 40;

  private final SampleTabs tabs;
  private int jsonBytes;
  private int made;

  IncidentSample(long seed) {
    SampleRandom random = new SampleRandom(seed);
    tabs = new SampleTabs(random, SampleTimes.NOW_MS, 3);
  }

  @Override
  public boolean hasNext() {
    return jsonBytes < JSON_BYTES;
  }

  @Override
  public SampleUnit next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    SampleUnit unit = tabs.tab("s%05d".formatted(made), made < OPEN_TABS);
    made++;
    jsonBytes += unit.jsonBytes();
    return unit;
  }
}
