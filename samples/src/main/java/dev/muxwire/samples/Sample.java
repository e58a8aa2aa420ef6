package dev.muxwire.samples;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;

/** The generated workspaces. The same seed makes the same entities, on every machine. */
public enum Sample {
  /** See {@link IncidentSample}: 424 KB of JSON. */
  INCIDENT(IncidentSample::new),
  /** See {@link SessionsSample}: 6.1 MB of JSON. */
  SESSIONS(SessionsSample::new),
  /** See {@link HugeSample}: 100,000 entities. */
  HUGE(HugeSample::new);

  private final LongFunction<Iterator<SampleUnit>> generator;

  Sample(LongFunction<Iterator<SampleUnit>> generator) {
    this.generator = generator;
  }

  /** The entities of a seed, made one unit after the other as they are asked for. */
  public Iterator<SampleUnit> units(long seed) {
    return generator.apply(seed);
  }

  /** The same in batches of {@link SampleBatches#DEFAULT_OPERATIONS} and a mebibyte. */
  public SampleBatches batches(long seed) {
    return new SampleBatches(
        units(seed), SampleBatches.DEFAULT_OPERATIONS, SampleBatches.DEFAULT_JSON_BYTES);
  }

  /** How many entities a seed makes; generates them once to count. */
  public long count(long seed) {
    long count = 0;
    for (Iterator<SampleUnit> units = units(seed); units.hasNext(); ) {
      count += units.next().entities().size();
    }
    return count;
  }

  /** The name as people type it: "incident". */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The sample with this label. */
  public static Optional<Sample> named(String label) {
    return Arrays.stream(values()).filter(sample -> sample.label().equals(label)).findFirst();
  }

  /** All labels, smallest workspace first. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Sample::label).toList();
  }
}
