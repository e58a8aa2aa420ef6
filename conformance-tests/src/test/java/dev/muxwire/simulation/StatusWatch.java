package dev.muxwire.simulation;

import dev.muxwire.client.ServerStatus;
import java.util.concurrent.CompletableFuture;

/** A status asked for at rest: by then it must agree with what everybody else knows. */
final class StatusWatch {
  private final Simulation simulation;
  private final String who;
  private final CompletableFuture<ServerStatus> answer;

  StatusWatch(Simulation simulation, String who, CompletableFuture<ServerStatus> answer) {
    this.simulation = simulation;
    this.who = who;
    this.answer = answer;
  }

  void checkAtRest(AtRest rest, Model model) {
    simulation.check(answer.isDone(), who + " was never told the status");
    if (!answer.isDone()) {
      return;
    }
    ServerStatus status = answer.join();
    ServerStatus.Workspace workspace = status.workspaces().get(0);
    simulation.check(
        workspace.revision() == model.revision() && workspace.entities() == model.entities().size(),
        who + " was told " + workspace + ", the log says revision " + model.revision());
    for (ServerStatus.Terminal terminal : workspace.terminals()) {
      simulation.check(
          terminal.end() == rest.logEnd(terminal.terminalId())
              && terminal.durableEnd() == terminal.end()
              && terminal.exited() == rest.hasExited(terminal.terminalId()),
          who + " was told " + terminal + ", its log ends elsewhere");
    }
    simulation.check(
        status.connections().stream().anyMatch(each -> each.clientName().equals(who)),
        who + " is not among the connections it was told of");
    status.connections().stream()
        .flatMap(connection -> connection.streams().stream())
        .forEach(
            stream -> simulation.check(stream.lag() == 0, who + " was told of a lag: " + stream));
  }
}
