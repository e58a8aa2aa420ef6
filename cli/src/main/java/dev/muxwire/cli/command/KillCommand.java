package dev.muxwire.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.client.TerminalEnd;
import dev.muxwire.cli.client.TerminalFinder;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.client.Entity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muxwire kill}. */
@Command(
    name = "kill",
    description = {
      "End the programs of terminals, or send them a signal.",
      "Without --signal a terminal is hung up (HUP) and, if that does not end it within 5 s,",
      "killed. Its output stays. One that has ended already is left as it is.",
      "All ids are looked up before anything is done."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire kill build",
      "  muxwire kill --wait $(muxwire ls --ids)",
      "  muxwire kill --signal INT 34od",
      "",
      "JSON:",
      "  {\"terminals\": [{\"id\": \"…\", \"signal\": \"INT\", \"done\": true, \"exited\": false}]};",
      "  \"signal\" is missing without --signal; \"exited\" is true of those known to have ended."
    })
final class KillCommand implements Callable<Integer> {
  private static final Set<String> SIGNALS =
      Set.of("INT", "TERM", "HUP", "KILL", "QUIT", "TSTP", "CONT", "WINCH", "USR1", "USR2");

  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Parameters(
      paramLabel = "ID",
      arity = "1..*",
      description = "The terminals: an id, the beginning of one, or a title.")
  private List<String> names = List.of();

  @Option(
      names = {"-s", "--signal"},
      paramLabel = "NAME",
      description = {
        "Send this to the foreground process group instead: INT, TERM, HUP, KILL, QUIT, TSTP,",
        "CONT, WINCH, USR1 or USR2. Default: hang up, KILL after 5 s."
      })
  private @Nullable String signal;

  @Option(
      names = "--wait",
      description = "Return when the programs have ended, however long that takes.")
  private boolean wait;

  @Spec private @Nullable CommandSpec spec;

  KillCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    String name = signalName();
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      TerminalFinder finder = TerminalArgument.finder(session);
      Set<Entity> terminals = new LinkedHashSet<>();
      names.forEach(each -> terminals.add(finder.find(each)));
      int exitCode = ExitCode.OK;
      TerminalEnd end = new TerminalEnd(session);
      List<String> begun = new ArrayList<>();
      JsonArray results = new JsonArray();
      for (Entity terminal : terminals) {
        try {
          if (kill(end, terminal, name)) {
            begun.add(terminal.id());
          }
        } catch (CommandFailure e) {
          surroundings.console().tellFailure(String.valueOf(e.getMessage()));
          exitCode = exitCode == ExitCode.OK ? e.exitCode() : exitCode;
          results.add(result(terminal.id(), name, false, terminal.has("exit")));
        }
      }
      if (wait) {
        begun.forEach(end::await);
      }
      for (Entity terminal : terminals) {
        boolean ended = terminal.has("exit") || (wait && begun.contains(terminal.id()));
        if (terminal.has("exit") ? name == null : begun.contains(terminal.id())) {
          results.add(result(terminal.id(), name, true, ended));
        }
      }
      print(results);
      return exitCode;
    }
  }

  /** Returns false if there was nothing to do. */
  private boolean kill(TerminalEnd end, Entity terminal, @Nullable String name) {
    if (name != null) {
      end.signal(terminal, name);
      return true;
    }
    if (terminal.has("exit")) {
      surroundings.console().tell("terminal " + terminal.id() + " has ended already.");
      return false;
    }
    end.hangUp(terminal.id());
    return true;
  }

  private static JsonObject result(
      String id, @Nullable String signal, boolean done, boolean exited) {
    JsonObject result = new JsonObject();
    result.addProperty("id", id);
    if (signal != null) {
      result.addProperty("signal", signal);
    }
    result.addProperty("done", done);
    result.addProperty("exited", exited);
    return result;
  }

  private void print(JsonArray results) {
    if (json.isWanted()) {
      JsonObject all = new JsonObject();
      all.add("terminals", results);
      surroundings.console().json(all);
    }
  }

  private @Nullable String signalName() {
    String given = signal;
    if (given == null) {
      return null;
    }
    String upper = given.toUpperCase(Locale.ROOT);
    String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
    CommandSpec own = spec;
    if (!SIGNALS.contains(name) && own != null) {
      throw new ParameterException(
          own.commandLine(),
          "'"
              + given
              + "' is no signal that a terminal takes: INT, TERM, HUP, KILL, QUIT, TSTP,"
              + " CONT, WINCH, USR1 or USR2.");
    }
    return name;
  }
}
