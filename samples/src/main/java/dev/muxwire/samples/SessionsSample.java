package dev.muxwire.samples;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The sessions of a busy year: {@value #SESSIONS} in {@value #PROJECTS} projects, 6.1 MB of JSON.
 * One project alone has {@value #LARGEST_PROJECT} of them, and the larger ones.
 */
final class SessionsSample implements Iterator<SampleUnit> {
  static final int SESSIONS = 2_666;
  static final int PROJECTS = 113;
  static final int LARGEST_PROJECT = 1_786;

  /** 4.5 MB for the largest project, 1.6 MB for the others. */
  private static final int LARGEST_JSON_BYTES = 2_520;

  private static final int OTHER_JSON_BYTES = 1_818;

  private final SampleRandom random;
  private final SampleSessions sessions;
  private final List<String> projects = new ArrayList<>();
  private int made;
  private int madeInLargest;

  SessionsSample(long seed) {
    random = new SampleRandom(seed);
    sessions = new SampleSessions(random);
    for (int i = 0; i < PROJECTS; i++) {
      projects.add(SampleWords.project(i));
    }
  }

  @Override
  public boolean hasNext() {
    return made < SESSIONS;
  }

  @Override
  public SampleUnit next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int left = SESSIONS - made;
    int leftInLargest = LARGEST_PROJECT - madeInLargest;
    int madeInOthers = made - madeInLargest;
    made++;
    // Drawn without putting back: the projects come mixed, and the counts come out exactly.
    if (random.between(1, left) <= leftInLargest) {
      madeInLargest++;
      return sessions.session(projects.get(0), LARGEST_JSON_BYTES);
    }
    return sessions.session(projects.get(otherProject(madeInOthers)), OTHER_JSON_BYTES);
  }

  /** Each project has one; of the rest the earlier ones have more. */
  private int otherProject(int madeInOthers) {
    return madeInOthers < PROJECTS - 1
        ? 1 + madeInOthers
        : Math.min(random.between(1, PROJECTS - 1), random.between(1, PROJECTS - 1));
  }
}
