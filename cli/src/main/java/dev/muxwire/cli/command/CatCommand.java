package dev.muxwire.cli.command;

import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.client.TerminalSubscriber;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.LinesConverter;
import dev.muxwire.cli.output.TransferProgress;
import dev.muxwire.client.LineRange;
import dev.muxwire.client.TerminalEvent;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muxwire cat}. */
@Command(
    name = "cat",
    description = {
      "Print a terminal's output, as far back as it is retained.",
      "Without --raw it is text: escape sequences are left out. `muxwire tail` prints the end of",
      "it, and goes on with what follows."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire cat build > build.log",
      "  muxwire cat --raw 34od | less -R",
      "  muxwire cat --lines 1000:1050 build"
    })
final class CatCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Parameters(
      paramLabel = "ID",
      description = "The terminal: its id, the beginning of it, or its title.")
  private String terminal = "";

  @Option(names = "--raw", description = "Exactly the bytes that the program wrote.")
  private boolean raw;

  @Option(
      names = "--lines",
      paramLabel = "FROM:TO",
      converter = LinesConverter.class,
      description = {
        "Lines FROM up to before TO, either may be left out. A line keeps its number, whatever is",
        "erased; the terminal's first is 0."
      })
  private @Nullable LineRange lines;

  private boolean begun;

  CatCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      String id = TerminalArgument.finder(session).find(terminal).id();
      OutputPrinter.Form form = raw ? OutputPrinter.Form.RAW : OutputPrinter.Form.TEXT;
      OutputPrinter printer = new OutputPrinter(surroundings.console(), form);
      TransferProgress progress = TransferProgress.on(surroundings.console());
      TerminalSubscriber subscriber =
          new TerminalSubscriber(event -> print(event, printer, progress));
      history(session, id).subscribe(subscriber);
      Reading.await(session, subscriber);
      progress.end();
      printer.finish();
      return ExitCode.OK;
    }
  }

  private Flow.Publisher<TerminalEvent> history(ServerSession session, String id) {
    LineRange wanted = lines;
    return wanted == null
        ? session.client().fetchScrollback(session.workspace(), id, 0, 0)
        : session.client().fetchLines(session.workspace(), id, wanted);
  }

  private boolean print(TerminalEvent event, OutputPrinter printer, TransferProgress progress)
      throws IOException {
    if (event instanceof TerminalEvent.Output output) {
      printer.output(output);
      progress.add(output.data().length);
      return printer.flush();
    }
    if (event instanceof TerminalEvent.Skipped skipped) {
      progress.end();
      printer.skipped(skipped);
    } else if (event instanceof TerminalEvent.LineNumber first) {
      tellWhatIsGone(first.line());
    }
    return true;
  }

  private void tellWhatIsGone(long firstLine) {
    LineRange wanted = lines;
    if (wanted != null && !begun && wanted.position() < firstLine) {
      surroundings
          .console()
          .tell("the lines before %d are older than what is retained.".formatted(firstLine));
    }
    begun = true;
  }
}
