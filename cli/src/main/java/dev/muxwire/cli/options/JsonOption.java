package dev.muxwire.cli.options;

import picocli.CommandLine.Option;

/** {@code --json}. */
public final class JsonOption {
  @Option(names = "--json", description = "Print the result as JSON, for programs.")
  private boolean wanted;

  public boolean isWanted() {
    return wanted;
  }
}
