package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.NewTerminal;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.cli.local.ProcessRole;
import dev.muxwire.cli.options.ServerAccess;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.WorkspaceView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Makes a started server usable: workspace, terminal host, and a shell if none runs. */
final class FirstShell {
  private static final long HOST_SECONDS = 30;

  private final DataDirectory directory;
  private final ServerAccess access;

  /**
   * What is there now.
   *
   * @param terminalIds the terminals whose programs run
   * @param opened whether one of them was opened just now
   */
  record Result(List<String> terminalIds, boolean opened) {}

  FirstShell(DataDirectory directory, ServerAccess access) {
    this.directory = directory;
    this.access = access;
  }

  Result ensure() throws IOException {
    try (ServerSession session = ServerSession.open(access)) {
      session.createWorkspaceIfMissing();
      Optional<Process> started = new TerminalHosts(directory).ensureStarted(access);
      awaitHost(session, started);
      List<String> running = running(session);
      if (!running.isEmpty()) {
        return new Result(running, false);
      }
      NewTerminal terminals = new NewTerminal(session);
      String here = Path.of("").toAbsolutePath().toString();
      String id = terminals.open(TerminalSpec.builder().cwd(here).title("shell").build());
      terminals.addTab(id, "shell");
      return new Result(List.of(id), true);
    }
  }

  /** Waits until the host is connected; one that ends before is told with its log. */
  private void awaitHost(ServerSession session, Optional<Process> started) {
    CompletableFuture<Void> connected = new CompletableFuture<>();
    try (WorkspaceReplica presence =
        session.client().subscribe(access.workspace(), SubscribeOptions.ofPresence())) {
      presence.addListener(
          (view, changes) -> {
            if (view.entity("host:" + TerminalHosts.LOCAL_HOST_ID).isPresent()) {
              connected.complete(null);
            }
          });
      started.ifPresent(
          process ->
              process
                  .onExit()
                  .thenRun(() -> connected.completeExceptionally(hostFailed("ended at once"))));
      CompletableFuture<Void> bounded = connected.copy().orTimeout(HOST_SECONDS, TimeUnit.SECONDS);
      session.await(
          "start the terminal host",
          bounded.exceptionallyCompose(
              failure ->
                  CompletableFuture.failedFuture(
                      failure instanceof CommandFailure || connected.isDone()
                          ? failure
                          : hostFailed("did not connect within " + HOST_SECONDS + " s"))));
    }
  }

  private CommandFailure hostFailed(String what) {
    return new CommandFailure(
        ExitCode.FAILURE,
        "the terminal host " + what + "; " + directory.logFile(ProcessRole.HOST) + " says why.");
  }

  private List<String> running(ServerSession session) {
    WorkspaceView view =
        session.view(SubscribeOptions.builder().kinds(EntityKind.TERMINAL).build());
    return view.ofKind(EntityKind.TERMINAL).stream()
        .filter(terminal -> !terminal.has("exit"))
        .map(Entity::id)
        .sorted()
        .toList();
  }
}
