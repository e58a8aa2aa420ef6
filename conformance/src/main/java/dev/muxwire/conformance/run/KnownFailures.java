package dev.muxwire.conformance.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Cases that are known to fail, so that a run with nothing new is clean. One that passes fails the
 * run: its line is to be deleted.
 */
public final class KnownFailures {
  /** None at all. */
  public static final KnownFailures NONE = new KnownFailures(Set.of());

  private final Set<String> ids;

  private KnownFailures(Set<String> ids) {
    this.ids = Set.copyOf(ids);
  }

  /** One id a line; what follows a # is a remark. */
  public static KnownFailures parse(List<String> lines) {
    Set<String> ids = new HashSet<>();
    for (String line : lines) {
      String id = line.replaceFirst("#.*", "").strip();
      if (!id.isEmpty()) {
        ids.add(id);
      }
    }
    return new KnownFailures(ids);
  }

  public static KnownFailures read(Path file) throws IOException {
    return parse(Files.readAllLines(file));
  }

  public boolean contains(String id) {
    return ids.contains(id);
  }

  /** Those that are no case of a suite: they were renamed, or never were. */
  public List<String> notAmong(Set<String> known) {
    return ids.stream().filter(id -> !known.contains(id)).sorted().toList();
  }
}
