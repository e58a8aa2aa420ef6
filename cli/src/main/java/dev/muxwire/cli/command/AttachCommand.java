package dev.muxwire.cli.command;

import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.attach.AttachSettings;
import dev.muxwire.cli.attach.AttachedTerminal;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.client.TerminalFinder;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.DetachKeyConverter;
import dev.muxwire.cli.screen.DetachKey;
import dev.muxwire.client.Entity;
import dev.muxwire.client.TerminalExit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muxwire attach}. */
@Command(
    name = "attach",
    description = {
      "Use a terminal from this one, together with whoever else is attached.",
      "The connection is made anew when it breaks; nothing is lost meanwhile.",
      "Ends with the exit status of the program, or 0 after the detach key.",
      "Programs may not write your clipboard, nor read your terminal's title, unless you say so."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire attach",
      "  muxwire attach --read-only build",
      "  muxwire attach --detach-key ctrl-] 34od"
    })
final class AttachCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Parameters(
      paramLabel = "ID",
      arity = "0..1",
      description = {
        "The terminal: its id, the beginning of it, or its title.",
        "Default: the one opened last."
      })
  private @Nullable String terminal;

  @Option(
      names = "--detach-key",
      paramLabel = "KEY",
      converter = DetachKeyConverter.class,
      description = {
        "The key that leaves the terminal as it is: ctrl-a to ctrl-z, ctrl-\\, ctrl-], or none.",
        "Default: ctrl-\\."
      })
  private DetachKey detachKey = DetachKey.DEFAULT;

  @Option(
      names = {"-r", "--read-only"},
      description = "Only look: nothing typed is sent. Ctrl-C detaches too. Default: type, too.")
  private boolean readOnly;

  @Option(
      names = "--required",
      description = {
        "Let the program wait while you cannot keep up, if the terminal waits",
        "for its readers (see `muxwire configure`). Default: it goes on."
      })
  private boolean required;

  @Option(
      names = "--allow-clipboard",
      description = "Let programs write your clipboard (OSC 52). Reading it stays off.")
  private boolean allowClipboard;

  @Option(
      names = "--allow-title-reports",
      description = "Let programs ask for your terminal's title: the answer is like typing.")
  private boolean allowTitleReports;

  AttachCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      Entity found = find(session);
      AttachedTerminal.Outcome outcome =
          AttachedTerminal.run(
              session,
              found.id(),
              new AttachSettings(detachKey, readOnly, required, allowClipboard, allowTitleReports));
      return outcome.exit().map(exit -> exited(found, exit)).orElseGet(() -> detached(found));
    }
  }

  private Entity find(ServerSession session) {
    TerminalFinder finder = TerminalArgument.finder(session);
    String name = terminal;
    return name == null ? finder.latest() : finder.find(name);
  }

  private int detached(Entity found) {
    surroundings.console().tell("detached; `muxwire attach " + found.id() + "` comes back to it.");
    return ExitCode.OK;
  }

  private int exited(Entity found, TerminalExit exit) {
    surroundings.console().tell("terminal " + found.id() + " " + ExitWords.of(exit) + ".");
    return switch (exit.reason()) {
      case EXITED -> exit.status();
      case SIGNALED -> ExitWords.SIGNAL_BASE + exit.signal();
      default -> ExitCode.FAILURE;
    };
  }
}
