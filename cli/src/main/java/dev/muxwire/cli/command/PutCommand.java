package dev.muxwire.cli.command;

import com.google.gson.JsonObject;
import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.options.SampleOption;
import dev.muxwire.cli.workspace.MutationPlan;
import dev.muxwire.cli.workspace.WorkspaceDifference;
import dev.muxwire.cli.workspace.WorkspaceDocument;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.WorkspaceView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muxwire put}. */
@Command(
    name = "put",
    description = {
      "Make the workspace's tabs, panes, sessions and records those of a JSON document.",
      "Only what differs is sent, in atomic batches. Terminals are left as they are; a workspace",
      "that is not there is made.",
      "Ids are never used twice: what was removed cannot be put back under its old id."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire get > work.json && muxwire put --workspace copy work.json",
      "  muxwire put --sample incident --seed 7",
      "  muxwire put --workspace large --sample huge",
      "",
      "JSON:",
      "  {\"revision\": 5, \"created\": 1, \"changed\": 0, \"removed\": 0}"
    })
final class PutCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "What `muxwire get` wrote; - is stdin.")
  private @Nullable Path file;

  @Mixin private SampleOption sample = new SampleOption();

  @Option(names = "--keep", description = "Keep what the document does not have.")
  private boolean keep;

  @Spec private @Nullable CommandSpec spec;

  PutCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Path source = file;
    if ((source == null) != sample.isGiven()) {
      throw usage("name either a FILE or a --sample");
    }
    WorkspaceDocument document = source == null ? null : document(source);
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      WorkspaceView view = WorkspaceOrNew.view(session);
      if (document == null) {
        putSample(session, view);
        return ExitCode.OK;
      }
      int dropped = document.dropTerminalsMissingIn(view);
      if (dropped > 0) {
        surroundings
            .console()
            .tell("panes put without their terminal, which is not here: " + dropped + ".");
      }
      WorkspaceDifference difference = difference(view, document);
      MutationResult result = new MutationResult(view.epoch(), view.revision());
      for (MutationPlan.Batch batch : difference.batches()) {
        result =
            session.await(
                "change workspace " + session.workspace(),
                session.client().mutate(session.workspace(), batch.toMutation(result)));
      }
      WorkspaceDifference.Summary summary = difference.summary();
      print(summary.created(), summary.changed(), summary.removed(), result);
      return ExitCode.OK;
    }
  }

  private void putSample(ServerSession session, WorkspaceView view) {
    SamplePut.Outcome outcome = SamplePut.run(session, view, sample, surroundings.console());
    print(outcome.created(), outcome.changed(), 0, outcome.last());
  }

  private WorkspaceDifference difference(WorkspaceView view, WorkspaceDocument document) {
    try {
      return WorkspaceDifference.between(view, document, !keep);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.REFUSED, "cannot put this: " + e.getMessage() + ".", e);
    }
  }

  private static WorkspaceDocument document(Path source) {
    try {
      return WorkspaceDocument.parse(read(source));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.FAILURE, source + " is no workspace: " + e.getMessage() + ".", e);
    }
  }

  private static String read(Path source) {
    try {
      return source.toString().equals("-")
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(source);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILURE, "cannot read " + source + ": " + e, e);
    }
  }

  private void print(int created, int changed, int removed, MutationResult result) {
    if (json.isWanted()) {
      JsonObject line = new JsonObject();
      line.addProperty("revision", result.revision());
      line.addProperty("created", created);
      line.addProperty("changed", changed);
      line.addProperty("removed", removed);
      surroundings.console().json(line);
    } else if (created + changed + removed == 0) {
      surroundings.console().line("nothing to do; revision " + result.revision());
    } else {
      surroundings
          .console()
          .line(
              "%d created, %d changed, %d removed; revision %d"
                  .formatted(created, changed, removed, result.revision()));
    }
  }

  private ParameterException usage(String message) {
    CommandSpec own = spec;
    if (own == null) {
      throw new IllegalStateException("not made by picocli");
    }
    return new ParameterException(own.commandLine(), message);
  }
}
