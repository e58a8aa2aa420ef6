package dev.muxwire.cli.client;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.ChangeSet;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.WorkspaceView;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Ends terminals' programs, signals them, and waits for their end. */
public final class TerminalEnd {
  private final ServerSession session;

  public TerminalEnd(ServerSession session) {
    this.session = session;
  }

  /** HUP, and KILL after 5 s; returns once the host has been told. */
  public void hangUp(String terminalId) {
    session.await(
        "end terminal " + terminalId,
        session.client().closeTerminal(session.workspace(), terminalId));
  }

  /** Sends a signal to the foreground process group. */
  public void signal(Entity terminal, String name) {
    String what = "send " + name + " to terminal " + terminal.id();
    switch (TerminalState.of(terminal, session.view(SubscribeOptions.ofPresence()))) {
      case EXITED ->
          throw new CommandFailure(
              ExitCode.REFUSED, "cannot " + what + ": its program has ended already.");
      case UNREACHABLE ->
          throw new CommandFailure(
              ExitCode.REFUSED,
              "cannot " + what + ": its terminal host is not connected; `muxwire up` starts it.");
      case RUNNING -> send(terminal.id(), name, what);
    }
  }

  private void send(String terminalId, String name, String what) {
    AttachOptions options = AttachOptions.builder().fromTail(0).build();
    CompletableFuture<Void> attached = new CompletableFuture<>();
    try (Attachment attachment =
        session.client().attach(session.workspace(), terminalId, options)) {
      TerminalSubscriber subscriber =
          new TerminalSubscriber(
              event -> {
                if (event instanceof TerminalEvent.Attached) {
                  attached.complete(null);
                }
                return true;
              });
      subscriber
          .ended()
          .whenComplete(
              (done, failure) -> {
                if (failure != null) {
                  attached.completeExceptionally(failure);
                }
              });
      attachment.subscribe(subscriber);
      session.await(what, attached);
      session.await(what, attachment.signal(name));
      // An answer to what was asked after it: the server has had the signal.
      session.await(what, session.client().get(session.workspace(), List.of(terminalId)));
    }
  }

  /** Waits, without a limit of time, until the program has ended or the terminal is gone. */
  public void await(String terminalId) {
    SubscribeOptions terminals = SubscribeOptions.builder().kinds(EntityKind.TERMINAL).build();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    try (WorkspaceReplica replica = session.client().subscribe(session.workspace(), terminals)) {
      replica.addListener(
          new WorkspaceReplica.Listener() {
            @Override
            public void changed(WorkspaceView view, ChangeSet changes) {
              if (view.entity(terminalId).filter(terminal -> !terminal.has("exit")).isEmpty()) {
                ended.complete(null);
              }
            }

            @Override
            public void ended(MuxwireException reason) {
              ended.completeExceptionally(reason);
            }
          });
      ended.get();
    } catch (ExecutionException e) {
      throw session.failure("wait for terminal " + terminalId, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.FAILURE, "interrupted.", e);
    }
  }
}
