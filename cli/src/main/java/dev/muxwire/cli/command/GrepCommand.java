package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.SearchSubscriber;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.client.TerminalFinder;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.output.Console;
import dev.muxwire.cli.output.PlainText;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.SearchEvent;
import dev.muxwire.client.SearchOptions;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.WorkspaceView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muxwire grep}. */
@Command(
    name = "grep",
    description = {
      "Find lines in what terminals have printed, as far back as it is retained.",
      "The server searches; a line is what was seen: escape sequences are left out, and a progress",
      "bar is as it stood last."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:at least one line was found",
      "1:nothing was found",
      "2:the command line or the pattern makes no sense; or it failed",
      "3:cannot connect to the server",
      "4:the server refused: token, grant, limit",
      "5:no such terminal, or an abbreviation fits several"
    },
    footer = {
      "",
      "Examples:",
      "  muxwire grep 'error|warn'               in all terminals of the workspace",
      "  muxwire grep -i --reverse -n 5 fail build",
      "                                          the latest five in the terminal 'build'",
      "  muxwire grep -F 'a[0]' --json | jq .line"
    })
final class GrepCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Parameters(
      index = "0",
      paramLabel = "PATTERN",
      description = "A regular expression (RE2), at most 1 KiB. Matches within a line.")
  private String pattern = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "TERMINAL",
      description = "Terminals: ids, beginnings of them, or titles. Default: all.")
  private List<String> terminals = new ArrayList<>();

  @Option(
      names = {"-i", "--ignore-case"},
      description = "Take upper and lower case for the same.")
  private boolean ignoreCase;

  @Option(
      names = {"-F", "--fixed-strings"},
      description = "PATTERN is text that stands for itself.")
  private boolean literal;

  @Option(
      names = {"-n", "--max-count"},
      paramLabel = "LINES",
      description = "Of each terminal, at most so many lines. Default: all.")
  private long maxLines = Long.MAX_VALUE;

  @Option(names = "--reverse", description = "The newest line first.")
  private boolean newestFirst;

  @Option(
      names = {"-c", "--count"},
      description = "Only how many lines there are, for each terminal.")
  private boolean count;

  GrepCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (maxLines < 1) {
      throw new CommandFailure(ExitCode.USAGE, "--max-count takes a number from 1 on.");
    }
    SearchOptions options =
        SearchOptions.builder(pattern)
            .literal(literal)
            .ignoreCase(ignoreCase)
            .newestFirst(newestFirst)
            .maxLines(maxLines)
            .build();
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      StopSignal.onStop(session::close); // the server stops searching at once
      long found = 0;
      for (Entity terminal : meant(session)) {
        found += search(session, terminal, options);
        if (surroundings.console().isBroken()) {
          break;
        }
      }
      return found > 0 ? ExitCode.OK : ExitCode.FAILURE;
    } catch (CommandFailure e) {
      throw e.exitCode() == ExitCode.FAILURE // which stands for nothing found
          ? new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e)
          : e;
    }
  }

  private List<Entity> meant(ServerSession session) {
    WorkspaceView view =
        session.view(SubscribeOptions.builder().kinds(EntityKind.TERMINAL).build());
    if (terminals.isEmpty()) {
      return view.ofKind(EntityKind.TERMINAL).stream()
          .sorted(
              Comparator.comparingLong((Entity one) -> one.number("created_at_ms").orElse(0L))
                  .thenComparing(Entity::id))
          .toList();
    }
    TerminalFinder finder = new TerminalFinder(view);
    return terminals.stream().map(finder::find).distinct().toList();
  }

  private long search(ServerSession session, Entity terminal, SearchOptions options)
      throws InterruptedException {
    Console console = surroundings.console();
    FoundLinePrinter printer =
        new FoundLinePrinter(console, terminal.id(), terminal.text("title").orElse(""), form());
    SearchSubscriber subscriber =
        new SearchSubscriber(event -> handle(event, printer, terminal.id()));
    session
        .client()
        .searchScrollback(session.workspace(), terminal.id(), options)
        .subscribe(subscriber);
    try {
      subscriber.ended().get();
    } catch (ExecutionException e) {
      throw failure(session, terminal, e);
    }
    printer.finish();
    return printer.lines();
  }

  /** A pattern that is none is a fault of the command line. */
  private static CommandFailure failure(
      ServerSession session, Entity terminal, ExecutionException e) {
    CommandFailure told = session.failure("search terminal " + terminal.id(), e);
    boolean ofPattern =
        e.getCause() instanceof MuxwireException refusal
            && (refusal.code() == ErrorCode.INVALID_ARGUMENT
                || refusal.code() == ErrorCode.LIMIT_EXCEEDED);
    return ofPattern
        ? new CommandFailure(ExitCode.USAGE, String.valueOf(told.getMessage()), told)
        : told;
  }

  private FoundLinePrinter.Form form() {
    if (count) {
      return json.isWanted() ? FoundLinePrinter.Form.JSON_COUNT : FoundLinePrinter.Form.COUNT;
    }
    return json.isWanted() ? FoundLinePrinter.Form.JSON : FoundLinePrinter.Form.TEXT;
  }

  private boolean handle(SearchEvent event, FoundLinePrinter printer, String terminalId) {
    if (event instanceof SearchEvent.Match match) {
      return printer.found(match);
    }
    if (event instanceof SearchEvent.Skipped skipped
        && skipped.reason() != TerminalEvent.Skipped.Reason.RETENTION) {
      TerminalEvent.Skipped bytes =
          new TerminalEvent.Skipped(skipped.from(), skipped.to(), skipped.reason());
      surroundings
          .console()
          .tell("of " + PlainText.of(terminalId) + ", " + OutputPrinter.describe(bytes));
    }
    return true;
  }
}
