package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.RecordedPlace;
import dev.muxwire.cli.output.TransferProgress;
import dev.muxwire.cli.recording.AsciicastWriter;
import dev.muxwire.client.Entity;
import dev.muxwire.client.TerminalEvent;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muxwire export}. */
@Command(
    name = "export",
    description = {
      "Write what a terminal printed as a recording, with its real timing.",
      "The format is asciicast v3, which asciinema 3 and its players take. Every terminal is",
      "recorded as far back as its output is retained; nothing has to be switched on."
    },
    footer = {
      "",
      "A PLACE is an offset in bytes, a time since the terminal started (500ms, 90s, 10m, 2h), or",
      "a time before the last output (-10m).",
      "",
      "Examples:",
      "  muxwire export build -o build.cast",
      "  muxwire export build --from -10m -o build.cast",
      "  muxwire export 34od --from 90s --to 5m > part.cast"
    })
final class ExportCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Parameters(
      paramLabel = "ID",
      description = "The terminal: its id, the beginning of it, or its title.")
  private String terminal = "";

  @Option(
      names = "--from",
      paramLabel = "PLACE",
      converter = RecordedPlace.Converter.class,
      description = {"Where the recording begins.", "Default: the oldest output there is."})
  private @Nullable RecordedPlace from;

  @Option(
      names = "--to",
      paramLabel = "PLACE",
      converter = RecordedPlace.Converter.class,
      description = {"Where it ends.", "Default: the end of the output, as of now."})
  private @Nullable RecordedPlace to;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = {"The file to write; one that is there is replaced.", "Default: stdout."})
  private @Nullable Path file;

  ExportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      Entity found = TerminalArgument.finder(session).find(terminal);
      RecordingSource source = RecordingSource.of(session, found.id());
      RecordedRange range = RecordedRange.of(from, to, source);
      try (Writer out = open()) {
        write(found, source, range, out);
      }
      return ExitCode.OK;
    }
  }

  private Writer open() throws IOException {
    Path target = file;
    if (target == null) {
      return new BufferedWriter(
          new OutputStreamWriter(surroundings.console().bytes(), StandardCharsets.UTF_8));
    }
    try {
      return Files.newBufferedWriter(target);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILURE, "cannot write " + target + ": " + e, e);
    }
  }

  private void write(Entity found, RecordingSource source, RecordedRange range, Writer out)
      throws InterruptedException, IOException {
    AsciicastWriter.Header header =
        new AsciicastWriter.Header(
            source.now().size(),
            range.startMicros(),
            createdAtMs(found),
            found.text("title").orElse(""));
    TransferProgress progress = TransferProgress.on(surroundings.console());
    Recorder recorder = new Recorder(new AsciicastWriter(out, header), range, progress);
    source.read(range.from(), range.to(), recorder::handle);
    recorder.finish();
    progress.end();
  }

  private static OptionalLong createdAtMs(Entity found) {
    return found.number("created_at_ms").map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  /**
   * Writes the events that are in the range. Output of one time is one event, however the link made
   * the server cut it: so the same range is the same recording.
   */
  private final class Recorder {
    private static final int MAX_EVENT_BYTES = 1024 * 1024;

    private final AsciicastWriter writer;
    private final ByteArrayOutputStream sameTime = new ByteArrayOutputStream();
    private final RecordedRange range;
    private final TransferProgress progress;
    private boolean inside;
    private boolean exited;

    Recorder(AsciicastWriter writer, RecordedRange range, TransferProgress progress) {
      this.writer = writer;
      this.range = range;
      this.progress = progress;
      this.inside = range.fromMicros() == 0;
    }

    boolean handle(TerminalEvent event) throws IOException {
      if (event instanceof TerminalEvent.Output output) {
        if (inside) {
          output(output.data());
        }
        return !surroundings.console().isBroken();
      }
      writeOutput();
      if (event instanceof TerminalEvent.Elapsed elapsed) {
        return elapsed(elapsed.elapsedMicros());
      }
      if (event instanceof TerminalEvent.Resized resized) {
        writer.resized(resized.size()); // before the range: the size that it begins with
      } else if (!inside) {
        return true;
      } else if (event instanceof TerminalEvent.Skipped skipped) {
        missing(skipped);
      } else if (event instanceof TerminalEvent.Exited ended && !exited) {
        exited = true;
        exited(ended);
      }
      return !surroundings.console().isBroken();
    }

    private void output(byte[] data) throws IOException {
      progress.add(data.length);
      int at = 0;
      while (at < data.length) {
        int length = Math.min(data.length - at, MAX_EVENT_BYTES - sameTime.size());
        sameTime.write(data, at, length);
        at += length;
        if (sameTime.size() == MAX_EVENT_BYTES) {
          writeOutput();
        }
      }
    }

    private void writeOutput() throws IOException {
      if (sameTime.size() > 0) {
        writer.output(sameTime.toByteArray());
        sameTime.reset();
      }
    }

    void finish() throws IOException {
      writeOutput();
      writer.finish();
    }

    private boolean elapsed(long micros) throws IOException {
      inside = micros >= range.fromMicros();
      if (inside && micros <= range.toMicros()) {
        writer.elapsed(micros);
      }
      return micros <= range.toMicros();
    }

    private void missing(TerminalEvent.Skipped skipped) throws IOException {
      if (skipped.to() > skipped.from()) {
        progress.end();
        surroundings.console().tell(OutputPrinter.describe(skipped));
        writer.marker(OutputPrinter.describe(skipped));
      }
    }

    private void exited(TerminalEvent.Exited ended) throws IOException {
      switch (ended.exit().reason()) {
        case EXITED -> writer.exited(ended.exit().status());
        case SIGNALED -> writer.exited(ExitWords.SIGNAL_BASE + ended.exit().signal());
        default -> writer.marker("the terminal " + ExitWords.of(ended.exit()));
      }
    }
  }
}
