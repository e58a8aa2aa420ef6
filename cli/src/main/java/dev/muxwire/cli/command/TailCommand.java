package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ConnectionTrouble;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.client.TerminalSubscriber;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.LineRange;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.TerminalEvent;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muxwire tail}. */
@Command(
    name = "tail",
    description = {
      "Print the last lines of a terminal's output, then what follows until its program ends.",
      "Lost connections are made anew; nothing is left out or printed twice. Bytes that are",
      "missing are told on stderr, and so is how the program ended.",
      "Into a pipe or file it is text, a line when it is complete; on a terminal colours are kept."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire tail build | grep -m1 'BUILD SUCCESS'",
      "  muxwire tail -n 200 --no-follow 34od",
      "  muxwire tail --from 0 --raw 34od > everything",
      "",
      "JSON, an object a line:",
      "  {\"type\": \"output\", \"offset\": 0, \"bytes\": 12, \"text\": \"…\"}, with --raw \"base64\"",
      "  {\"type\": \"skipped\", \"from\": 0, \"to\": 9, \"reason\": \"RETENTION\"}",
      "  {\"type\": \"rest\", \"text\": \"…\"}: a last line without end",
      "  {\"type\": \"exited\", \"reason\": \"EXITED\", \"status\": 0, \"signal\": 0}"
    })
final class TailCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Parameters(
      paramLabel = "ID",
      description = "The terminal: its id, the beginning of it, or its title.")
  private String terminal = "";

  @ArgGroup private @Nullable Begin begin;

  @Option(names = "--raw", description = "Exactly the bytes that the program wrote.")
  private boolean raw;

  @Option(
      names = "--no-follow",
      description = "Print what is there now, and end. Default: go on until the program ends.")
  private boolean noFollow;

  @Spec private @Nullable CommandSpec spec;

  /** Where to begin: one of three. */
  private static final class Begin {
    private static final long DEFAULT_LINES = 10;

    @Option(
        names = {"-n", "--lines"},
        paramLabel = "LINES",
        description = "Begin so many lines before the end, 0 or more. Default: 10.")
    private long lines = DEFAULT_LINES;

    @Option(
        names = "--bytes",
        paramLabel = "N",
        description = "Begin N bytes before the end, 0 or more.")
    private @Nullable Long bytes;

    @Option(
        names = "--from",
        paramLabel = "OFFSET",
        description = "Begin at an offset, in bytes since the terminal's first; 0 = all there is.")
    private @Nullable Long from;

    boolean isNegative() {
      Long count = bytes;
      Long offset = from;
      return lines < 0 || (count != null && count < 0) || (offset != null && offset < 0);
    }

    boolean isByLines() {
      return bytes == null && from == null;
    }

    long offset(TerminalEvent.Attached attached, HistoryStart.Pages pages) {
      Long offset = from;
      if (offset != null) {
        return offset;
      }
      long end = attached.start();
      Long count = bytes;
      return count != null
          ? Math.max(attached.retainedFrom(), end - count)
          : HistoryStart.ofLastLines(pages, attached.retainedFrom(), end, lines);
    }
  }

  TailCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    Begin where = begin == null ? new Begin() : begin;
    CommandSpec own = spec;
    if (where.isNegative() && own != null) {
      throw new ParameterException(
          own.commandLine(), "--lines, --bytes and --from take numbers from 0 up.");
    }
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      String id = TerminalArgument.finder(session).find(terminal).id();
      ConnectionTrouble.tellOn(surroundings.console(), session.client());
      new Follower(session, id, where).run();
      return ExitCode.OK;
    }
  }

  private OutputPrinter.Form form() {
    if (json.isWanted()) {
      return raw ? OutputPrinter.Form.JSON_RAW : OutputPrinter.Form.JSON_TEXT;
    }
    if (raw) {
      return OutputPrinter.Form.RAW;
    }
    return surroundings.console().outIsTerminal()
        ? OutputPrinter.Form.SCREEN
        : OutputPrinter.Form.TEXT;
  }

  /**
   * Attaches at the end, and prints the history before it first: the attachment stands meanwhile,
   * for what is not taken is not sent.
   */
  private final class Follower {
    private final ServerSession session;
    private final String terminalId;
    private final Begin where;
    private final OutputPrinter printer;
    private boolean begun;

    Follower(ServerSession session, String terminalId, Begin where) {
      this.session = session;
      this.terminalId = terminalId;
      this.where = where;
      this.printer = new OutputPrinter(surroundings.console(), form());
    }

    void run() throws InterruptedException, IOException {
      AttachOptions options = AttachOptions.builder().fromTail(0).readOnly(true).build();
      TerminalSubscriber subscriber = new TerminalSubscriber(this::handle);
      try (Attachment attachment =
          session.client().attach(session.workspace(), terminalId, options)) {
        attachment.subscribe(subscriber);
        Reading.await(session, subscriber);
      } finally {
        printer.finish();
      }
    }

    private boolean handle(TerminalEvent event) throws IOException {
      if (event instanceof TerminalEvent.Attached attached && !begun) {
        begun = true;
        return history(attached) && !noFollow;
      }
      if (event instanceof TerminalEvent.Exited exited) {
        printer.exited(exited.exit());
        printer.flush();
        surroundings
            .console()
            .tell("terminal " + terminalId + " " + ExitWords.of(exited.exit()) + ".");
        return false;
      }
      return print(event);
    }

    private boolean print(TerminalEvent event) throws IOException {
      if (event instanceof TerminalEvent.Output output) {
        printer.output(output);
        return printer.flush();
      }
      if (event instanceof TerminalEvent.Skipped skipped) {
        printer.skipped(skipped);
      } else if (event instanceof TerminalEvent.ReachabilityChanged reachability) {
        surroundings
            .console()
            .tell(
                reachability.reachable()
                    ? "the terminal's host is back."
                    : "the terminal's host is away; waiting for it ...");
      }
      return true;
    }

    /** Prints what was written before this viewer came; false if nobody reads it. */
    private boolean history(TerminalEvent.Attached attached) {
      if (where.isByLines() && lastLines(attached.start())) {
        return !surroundings.console().isBroken();
      }
      long end = attached.start();
      long from = where.offset(attached, HistoryStart.of(session, terminalId));
      if (from > end) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "the output ends at offset " + end + ": --from " + from + " is beyond it.");
      }
      if (from == end) {
        return true;
      }
      TerminalSubscriber past = new TerminalSubscriber(this::print);
      session.client().fetchScrollback(session.workspace(), terminalId, from, end).subscribe(past);
      await(past.ended());
      return !surroundings.console().isBroken();
    }

    /** Asks the server for them; false if it knows nothing of lines. */
    private boolean lastLines(long end) {
      if (where.lines == 0 || end == 0) {
        return true;
      }
      int before = (int) Math.min(Integer.MAX_VALUE, where.lines - 1);
      TerminalSubscriber past = new TerminalSubscriber(event -> printBefore(end, event));
      session
          .client()
          .fetchLines(session.workspace(), terminalId, LineRange.aroundOffset(end - 1, before, 1))
          .subscribe(past);
      try {
        await(past.ended());
        return true;
      } catch (CommandFailure failure) {
        if (failure.getCause() instanceof MuxwireException refusal
            && refusal.code() == ErrorCode.UNSUPPORTED) {
          return false;
        }
        throw failure;
      }
    }

    /** The last line may have gone on since this viewer came: that comes later. */
    private boolean printBefore(long end, TerminalEvent event) throws IOException {
      if (event instanceof TerminalEvent.Output output
          && output.offset() + output.data().length >= end) {
        int length = (int) Math.max(0, end - output.offset());
        byte[] data = Arrays.copyOf(output.data(), length);
        print(new TerminalEvent.Output(output.offset(), data, output.history()));
        return false;
      }
      return print(event);
    }

    private void await(CompletableFuture<Void> ended) {
      try {
        ended.get();
      } catch (ExecutionException e) {
        throw session.failure("read the terminal's history", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailure(ExitCode.FAILURE, "interrupted.", e);
      }
    }
  }
}
