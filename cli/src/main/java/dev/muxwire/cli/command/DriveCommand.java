package dev.muxwire.cli.command;

import com.google.gson.JsonObject;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ConnectionTrouble;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.DurationConverter;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.options.SampleOption;
import dev.muxwire.cli.output.Console;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceView;
import dev.muxwire.samples.ChangeStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muxwire drive}. */
@Command(
    name = "drive",
    description = {
      "Change the workspace as people and agents do, until interrupted: agents turn busy and idle",
      "(1 to 5 times a second), somebody types, tabs are opened, renamed and closed.",
      "Changes what is in the workspace: use one of its own."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire drive --workspace demo --sample incident",
      "  muxwire drive --workspace demo --for 60s --speed 10 --json"
    })
final class DriveCommand implements Callable<Integer> {
  private static final double LEAST_SPEED = 0.01;
  private static final double MOST_SPEED = 10_000;
  private static final long SUMMARY_SECONDS = 5;

  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private JsonOption json = new JsonOption();
  @Mixin private SampleOption sample = new SampleOption();

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Stop after this time (500ms, 60s, 5m, 2h). Default: at Ctrl-C.")
  private @Nullable Duration time;

  @Option(
      names = "--speed",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description = "How much faster than people; 0.01 to 10,000. Default: 1.")
  private double speed;

  @Spec private @Nullable CommandSpec spec;

  DriveCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    CommandSpec own = spec;
    if (own != null && !(speed >= LEAST_SPEED && speed <= MOST_SPEED)) {
      throw new ParameterException(own.commandLine(), "--speed is 0.01 to 10,000");
    }
    Console console = surroundings.console();
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      ConnectionTrouble.tellOn(console, session.client());
      if (sample.isGiven()) {
        SamplePut.run(session, WorkspaceOrNew.view(session), sample, console);
      }
      Driver driver = new Driver(session, changes(session.view(whatIsDriven())), speed);
      CountDownLatch told = new CountDownLatch(1);
      StopSignal.onStop(() -> stop(driver, told));
      try {
        print(driver.run(time));
      } finally {
        told.countDown();
      }
      return ExitCode.OK;
    }
  }

  private static SubscribeOptions whatIsDriven() {
    return SubscribeOptions.builder()
        .kinds(EntityKind.TAB, EntityKind.SESSION)
        .fields(EntityKind.TAB, "status", "closed_at_ms")
        .fields(EntityKind.SESSION, "busy")
        .build();
  }

  private ChangeStream changes(WorkspaceView view) {
    return new ChangeStream(sample.seed(), view, System.currentTimeMillis());
  }

  /** Holds the end of the process up until the summary is printed. */
  private static void stop(Driver driver, CountDownLatch told) {
    driver.stop();
    try {
      told.await(SUMMARY_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void print(DriveSummary summary) {
    Console console = surroundings.console();
    if (json.isWanted()) {
      JsonObject line = new JsonObject();
      line.addProperty("seconds", summary.elapsed().toMillis() / 1000.0);
      line.addProperty("changes", summary.changes());
      line.addProperty("refused", summary.refusedCount());
      line.addProperty("unanswered", summary.unanswered());
      line.addProperty("p50_ms", summary.latencyMs(0.5));
      line.addProperty("p99_ms", summary.latencyMs(0.99));
      JsonObject kinds = new JsonObject();
      summary.byKind().forEach((kind, count) -> kinds.addProperty(label(kind), count));
      line.add("kinds", kinds);
      console.json(line);
      return;
    }
    console.line(
        String.format(
            Locale.ROOT,
            "%,d changes in %.1f s; durable after %.1f ms (median), %.1f ms (99 %%)%s",
            summary.changes(),
            summary.elapsed().toMillis() / 1000.0,
            summary.latencyMs(0.5),
            summary.latencyMs(0.99),
            summary.refusedCount() == 0 ? "" : "; refused: " + summary.refusedCount()));
    if (summary.unanswered() > 0) {
      console.tell("changes without an answer, which may be applied yet: " + summary.unanswered());
    }
    summary
        .byKind()
        .forEach((kind, count) -> console.line(String.format("  %-12s %d", label(kind), count)));
  }

  private static String label(ChangeStream.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
