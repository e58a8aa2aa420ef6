package dev.muxwire.bench;

import dev.muxwire.bench.harness.Effort;
import dev.muxwire.bench.harness.Progress;
import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.harness.Scenario;
import dev.muxwire.bench.process.MuxwireProcess;
import dev.muxwire.bench.report.HtmlReport;
import dev.muxwire.bench.report.JsonReport;
import dev.muxwire.bench.report.Report;
import dev.muxwire.bench.report.TextReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muxwire bench}. */
@Command(
    name = "muxwire bench",
    sortOptions = false,
    description = {
      "Measures a scenario on Muxwire and, in the same run, on its ceiling and its peers.",
      "Without a scenario: lists them."
    })
public final class Main implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "SCENARIO",
      description = "What to measure; 'all' for everything, one after the other.")
  private @Nullable String scenario;

  @Option(
      names = "--against",
      paramLabel = "PEER",
      split = ",",
      description =
          "Only this peer; may be repeated. Default: all whose programs are on this machine.")
  private Set<String> against = new LinkedHashSet<>();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write what was found as JSON; with 'all': a directory.")
  private @Nullable Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write a page with charts; with 'all': a directory.")
  private @Nullable Path html;

  @Option(
      names = "--quick",
      description = "End within a minute: fewer rounds of less, with more noise.")
  private boolean quick;

  @Option(
      names = "--trial",
      hidden = true,
      description = "Only try whether it works; the figures mean nothing.")
  private boolean trial;

  @Option(
      names = "--server-jvm",
      paramLabel = "OPTIONS",
      description = "Further JVM options of the Muxwire server, to profile it.")
  private String serverJvm = "";

  @Option(
      names = "--keep",
      description = "Keep the directory with data and logs, and say where it is.")
  private boolean keep;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this, and exit.")
  private boolean help;

  private Main() {}

  /** Runs the command, and exits: 0 measured; 1 failed; 2 used wrongly. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main());
  }

  @Override
  public Integer call() throws Exception {
    if (scenario == null) {
      list();
      return 0;
    }
    System.setProperty(MuxwireProcess.JVM_OPTIONS, serverJvm);
    for (Scenario each : chosen(scenario)) {
      measure(each);
    }
    return 0;
  }

  private void list() {
    for (Scenario each : Scenarios.ALL) {
      out().printf("%-14s %s%n", each.name(), each.summary());
      out().printf("%-14s on %s%n", "", String.join(", ", each.systems()));
    }
  }

  private List<Scenario> chosen(String name) {
    List<Scenario> chosen =
        name.equals("all")
            ? Scenarios.ALL
            : Scenarios.named(name).map(List::of).orElseThrow(() -> unknownScenario(name));
    for (String peer : against) {
      if (chosen.stream().noneMatch(each -> each.systems().contains(peer))) {
        throw wrong(
            "%s is not measured against '%s'. It is against: %s"
                .formatted(name, peer, String.join(", ", chosen.get(0).systems())));
      }
    }
    return chosen;
  }

  private ParameterException unknownScenario(String name) {
    List<String> names = Scenarios.ALL.stream().map(Scenario::name).toList();
    return wrong("no scenario '%s'. There are: %s".formatted(name, String.join(", ", names)));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec().commandLine(), message);
  }

  private void measure(Scenario each) throws Exception {
    Path directory = Files.createTempDirectory("muxwire-bench-");
    try {
      Progress progress = new Progress(System.err, System.console() != null);
      Report report;
      try (Run run = new Run(each, effort(), against, directory, progress)) {
        each.measure(run);
        report = run.report();
      }
      out().println(TextReport.of(report));
      write(json, each.name() + ".json", JsonReport.of(report));
      write(html, each.name() + ".html", HtmlReport.of(report));
    } finally {
      clean(directory);
    }
  }

  private Effort effort() {
    return trial ? Effort.TRIAL : quick ? Effort.QUICK : Effort.FULL;
  }

  private void write(@Nullable Path to, String name, String text) throws IOException {
    if (to == null) {
      return;
    }
    Path file = "all".equals(scenario) ? to.resolve(name) : to;
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(file, text);
  }

  private void clean(Path directory) throws IOException {
    if (keep) {
      out().println("data and logs: " + directory);
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private PrintWriter out() {
    return spec().commandLine().getOut();
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("not run by picocli");
    }
    return spec;
  }
}
