package dev.muxwire.bench.scenario;

import dev.muxwire.bench.report.Figures;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** One run of a scenario: how much of it, where its files are, and what it found. */
public final class Run {
  private final boolean quick;
  private final Path directory;
  private final Figures figures = new Figures();
  private final Map<String, String> versions = new LinkedHashMap<>();

  public Run(boolean quick, Path directory) {
    this.quick = quick;
    this.directory = directory;
  }

  /** Whether it must end within a minute. */
  public boolean isQuick() {
    return quick;
  }

  public int rounds() {
    return quick ? 3 : 5;
  }

  public int warmUps() {
    return 1;
  }

  public Path directory() {
    return directory;
  }

  public Figures figures() {
    return figures;
  }

  public void version(String system, String version) {
    versions.put(system, version);
  }

  public Map<String, String> versions() {
    return versions;
  }

  public void progress(String what) {
    System.err.print("\r\033[K" + what);
  }
}
