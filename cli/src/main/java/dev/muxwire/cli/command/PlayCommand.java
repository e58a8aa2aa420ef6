package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.attach.Playback;
import dev.muxwire.cli.options.DurationConverter;
import dev.muxwire.cli.recording.AsciicastReader;
import dev.muxwire.cli.recording.BrokenRecording;
import dev.muxwire.cli.recording.CastEvent;
import dev.muxwire.cli.recording.Pace;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muxwire play}. */
@Command(
    name = "play",
    description = {
      "Play a recording (asciicast v2 or v3) in this terminal, with its timing.",
      "It needs no server. The recording cannot write your clipboard, nor ask your terminal",
      "anything. Ctrl-C ends it. Where stdout is no terminal, it is exactly what was recorded."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire play build.cast",
      "  muxwire play --speed 4 --idle-limit 2s build.cast"
    })
final class PlayCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The recording.")
  private Path file = Path.of("");

  @Option(
      names = "--speed",
      paramLabel = "N",
      description = {"So many times as fast as it was, 0.01 to 100000.", "Default: 1."})
  private double speed = 1;

  @Option(
      names = "--idle-limit",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = {
        "Cut pauses of the recording to this: 500ms, 2s, 1m.",
        "Default: as they were."
      })
  private @Nullable Duration idleLimit;

  PlayCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (!(speed >= 0.01 && speed <= 100_000) && spec != null) {
      throw new ParameterException(spec.commandLine(), "--speed is 0.01 to 100000.");
    }
    Duration limit = idleLimit;
    Pace pace =
        new Pace(
            speed,
            limit == null ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toMicros(limit.toMillis()));
    try (BufferedReader in = Files.newBufferedReader(file)) {
      play(new AsciicastReader(in), pace);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(ExitCode.NOT_FOUND, "there is no file " + file + ".", e);
    } catch (BrokenRecording e) {
      throw new CommandFailure(ExitCode.FAILURE, file + ", " + e.getMessage() + ".", e);
    }
    return ExitCode.OK;
  }

  private void play(AsciicastReader recording, Pace pace) throws InterruptedException, IOException {
    try (Playback playback = new Playback(surroundings.console())) {
      StopSignal.onStop(() -> end(playback));
      long dueNanos = System.nanoTime();
      long micros = 0;
      for (CastEvent event = recording.next(); event != null; event = recording.next()) {
        dueNanos += pace.pauseNanos(micros, event.micros());
        micros = event.micros();
        TimeUnit.NANOSECONDS.sleep(dueNanos - System.nanoTime());
        if (event.isOutput() && !playback.show(event.data().getBytes(StandardCharsets.UTF_8))) {
          return;
        }
      }
    }
  }

  private static void end(Playback playback) {
    try {
      playback.close();
    } catch (IOException e) {
      // The terminal is gone: there is nothing to put right.
    }
  }
}
