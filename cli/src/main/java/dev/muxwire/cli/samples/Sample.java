package dev.muxwire.cli.samples;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;

/** The generated workspaces, by the names that {@code muxwire put --sample} knows. */
public enum Sample {
  /** See {@link IncidentSample}. */
  INCIDENT(IncidentSample::generate);

  private final LongFunction<JsonObject> generator;

  Sample(LongFunction<JsonObject> generator) {
    this.generator = generator;
  }

  /** The workspace document of a seed; always the same for the same seed. */
  public JsonObject generate(long seed) {
    return generator.apply(seed);
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Sample> named(String label) {
    return Arrays.stream(values()).filter(sample -> sample.label().equals(label)).findFirst();
  }

  public static List<String> labels() {
    return Arrays.stream(values()).map(Sample::label).toList();
  }
}
