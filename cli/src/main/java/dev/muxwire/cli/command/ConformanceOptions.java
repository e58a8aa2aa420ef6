package dev.muxwire.cli.command;

import dev.muxwire.cli.options.DurationConverter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cases of a suite to run, and where to write what came of it. */
final class ConformanceOptions {
  @Option(
      names = "--only",
      paramLabel = "PATTERN",
      description = {
        "Run cases whose id or requirement fits: 'chunk/*', '*resume*', CHUNK-5.",
        "May be given several times. Default: all."
      })
  List<String> only = new ArrayList<>();

  @Option(names = "--list", description = "List the cases and what they are about, and run none.")
  boolean list;

  @Option(
      names = "--known-failing",
      paramLabel = "FILE",
      description = {
        "Ids of cases that are known to fail, one a line, # begins a remark.",
        "They fail the run no more; one that passes does."
      })
  @Nullable Path knownFailing;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      defaultValue = "10s",
      description = "How long an answer may take. Default: ${DEFAULT-VALUE}.")
  Duration timeout = Duration.ofSeconds(10);

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "8",
      description = "So many cases at a time. Default: ${DEFAULT-VALUE}.")
  int parallel = 8;

  @Option(names = "--slow", description = "Run those cases too that wait for half a minute.")
  boolean slow;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What the implementation is called in reports.")
  @Nullable String name;

  @Option(names = "--junit", paramLabel = "FILE", description = "Write JUnit's XML.")
  @Nullable Path junit;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write all results, for `muxwire conformance report`.")
  @Nullable Path json;

  @Option(names = "--html", paramLabel = "FILE", description = "Write a page to look at.")
  @Nullable Path html;
}
