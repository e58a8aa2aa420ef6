package dev.muxwire.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.cli.local.ProcessLock;
import dev.muxwire.cli.local.ProcessRole;
import dev.muxwire.cli.local.RunningProcess;
import dev.muxwire.cli.options.DataDirectoryOption;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.output.Console;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code muxwire down}. */
@Command(
    name = "down",
    description = {
      "End the terminal host with all its programs, and the server, of a data directory.",
      "Without --data-dir it is that of your last up or serve. State and output stay on disk."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire down",
      "  muxwire down --data-dir ./state",
      "",
      "JSON:",
      "  {\"ended\": [{\"role\": \"host\", \"pid\": 17, \"gracefully\": true}]}"
    })
final class DownCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What a process that is just starting may take to be known. */
  private static final Duration START = Duration.ofSeconds(10);

  private final Surroundings surroundings;

  @Mixin private DataDirectoryOption dataDirectory = new DataDirectoryOption();
  @Mixin private JsonOption json = new JsonOption();

  DownCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    DataDirectory directory = dataDirectory.resolveLast(surroundings.environment());
    JsonArray ended = new JsonArray();
    // The host first: so the server learns how its programs ended.
    for (ProcessRole role : List.of(ProcessRole.HOST, ProcessRole.SERVER)) {
      Optional<RunningProcess> process = ProcessLock.awaitHolder(directory, role, START);
      if (process.isPresent()) {
        ended.add(end(role, process.get()));
      }
    }
    Console console = surroundings.console();
    if (json.isWanted()) {
      JsonObject result = new JsonObject();
      result.add("ended", ended);
      console.json(result);
    } else if (ended.isEmpty()) {
      console.tell("nothing runs for " + directory.path() + ".");
    }
    return ExitCode.OK;
  }

  private JsonObject end(ProcessRole role, RunningProcess process) throws InterruptedException {
    boolean gracefully = process.end(PATIENCE);
    if (!json.isWanted()) {
      String how = gracefully ? "" : ", which had to be killed";
      String what = role == ProcessRole.HOST ? " and its programs" : "";
      surroundings
          .console()
          .line("ended the %s%s (pid %d)%s".formatted(role.label(), what, process.pid(), how));
    }
    JsonObject result = new JsonObject();
    result.addProperty("role", role == ProcessRole.HOST ? "host" : "server");
    result.addProperty("pid", process.pid());
    result.addProperty("gracefully", gracefully);
    return result;
  }
}
