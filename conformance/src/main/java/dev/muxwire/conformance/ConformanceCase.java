package dev.muxwire.conformance;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One thing that is required, and how it is looked at.
 *
 * @param id a path of at least two lower-case words, {@code chunk/reassembly/skipped-index}; the
 *     first is the family
 * @param level what a breach means
 * @param requirements ids of the schema's numbered requirements, {@code CHUNK-5}, and sections of
 *     docs/PROTOCOL.md, {@code PROTOCOL#limits}; at least one
 * @param title one line for a person: what the implementation does if it conforms
 * @param alone true: it takes a budget that others need, and runs while nothing else does
 * @param script how it is looked at
 * @param <S> the scene that it plays on
 */
public record ConformanceCase<S>(
    String id,
    Level level,
    List<String> requirements,
    String title,
    boolean alone,
    Script<S> script) {
  private static final Pattern ID = Pattern.compile("[a-z0-9-]+(/[a-z0-9-]+)+");
  private static final Pattern REQUIREMENT = Pattern.compile("[A-Z]+-[0-9]+|PROTOCOL#[a-z0-9-]+");

  public ConformanceCase {
    requirements = List.copyOf(requirements);
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("no path of lower-case words: " + id);
    }
    if (requirements.isEmpty()
        || !requirements.stream().allMatch(one -> REQUIREMENT.matcher(one).matches())) {
      throw new IllegalArgumentException(id + " names no requirements: " + requirements);
    }
  }

  /**
   * A case whose breach fails the run.
   *
   * @param requirements ids, separated by spaces
   */
  public static <S> ConformanceCase<S> must(
      String id, String requirements, String title, Script<S> script) {
    return new ConformanceCase<>(id, Level.MUST, split(requirements), title, false, script);
  }

  /**
   * A case whose breach is a warning.
   *
   * @param requirements ids, separated by spaces
   */
  public static <S> ConformanceCase<S> should(
      String id, String requirements, String title, Script<S> script) {
    return new ConformanceCase<>(id, Level.SHOULD, split(requirements), title, false, script);
  }

  private static List<String> split(String requirements) {
    return List.of(requirements.split(" "));
  }

  /** The same, run while nothing else does. */
  public ConformanceCase<S> runAlone() {
    return new ConformanceCase<>(id, level, requirements, title, true, script);
  }

  /** The first word of the id. */
  public String family() {
    return id.substring(0, id.indexOf('/'));
  }
}
