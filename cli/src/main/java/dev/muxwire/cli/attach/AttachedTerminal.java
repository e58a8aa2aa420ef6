package dev.muxwire.cli.attach;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.client.TerminalSubscriber;
import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.TerminalExit;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One terminal of the workspace on the user's terminal, from attaching to leaving. */
public final class AttachedTerminal {
  /**
   * How it came to an end.
   *
   * @param exit the program's end; empty if the user left
   */
  public record Outcome(Optional<TerminalExit> exit) {}

  private final ServerSession session;
  private final String terminalId;
  private final AttachSettings settings;
  private final UserTerminal user;
  private final Display display;
  private final Notices notices;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final Attachment attachment;

  /** Where history ends, and whether the screen there was repainted; the subscriber's own. */
  private long liveFrom;

  private boolean begun;
  private boolean repainted;

  private AttachedTerminal(
      ServerSession session, String terminalId, AttachSettings settings, UserTerminal user) {
    this.session = session;
    this.terminalId = terminalId;
    this.settings = settings;
    this.user = user;
    this.display = new Display(user.output(), settings);
    this.notices = new Notices(display, user);
    boolean readOnly = settings.readOnly();
    AttachOptions.Builder options =
        AttachOptions.builder().fromScreen().readOnly(readOnly).required(settings.required());
    if (!readOnly) {
      options.size(user.size());
    }
    this.attachment = session.client().attach(session.workspace(), terminalId, options.build());
  }

  /** Attaches, and returns when the user left or the program ended. */
  public static Outcome run(ServerSession session, String terminalId, AttachSettings settings) {
    try (UserTerminal user = UserTerminal.open()) {
      AttachedTerminal attached = new AttachedTerminal(session, terminalId, settings, user);
      // SIGTERM and hang-up end in here too; the terminal must be usable afterwards.
      Thread restore = new Thread(attached::restore, "restore-terminal");
      Runtime.getRuntime().addShutdownHook(restore);
      try {
        return attached.run();
      } finally {
        attached.restore();
      }
    }
  }

  private void restore() {
    display.end();
    user.close();
  }

  private Outcome run() {
    user.enterRawMode();
    TerminalSubscriber subscriber = new TerminalSubscriber(this::handle);
    subscriber.ended().whenComplete((done, failure) -> streamEnded(failure));
    attachment.subscribe(subscriber);
    attachment.setFocus(true);
    user.onResize(
        size -> {
          if (!settings.readOnly()) {
            attachment.resize(size);
          }
        });
    user.onContinue(this::goOn);
    session.client().addStateListener(new TroubleNotice(notices, this::repaint));
    startKeyboard();
    try {
      return outcome.get();
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome(Optional.empty());
    } finally {
      attachment.close();
    }
  }

  private CommandFailure failure(Throwable cause) {
    return session.failure("stay attached to " + terminalId, cause);
  }

  private void startKeyboard() {
    Keyboard keyboard = new Keyboard(user.input(), attachment, settings, notices);
    Thread thread =
        new Thread(
            () -> {
              try {
                keyboard.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              outcome.complete(new Outcome(Optional.empty()));
            },
            "keyboard");
    thread.setDaemon(true);
    thread.start();
  }

  private void streamEnded(Throwable failure) {
    if (failure != null) {
      outcome.completeExceptionally(failure);
    } else {
      outcome.complete(new Outcome(Optional.empty()));
    }
  }

  private boolean handle(TerminalEvent event) throws IOException {
    if (event instanceof TerminalEvent.Attached attached) {
      liveFrom = attached.liveFrom();
      display.setResponder(attached.responder() && !settings.readOnly());
      if (!begun) {
        begun = true;
        display.begin(user.size());
      }
      tellHost(attached.reachable());
    } else if (event instanceof TerminalEvent.RoleChanged role) {
      display.setResponder(role.responder() && !settings.readOnly());
    } else if (event instanceof TerminalEvent.Screen screen) {
      display.screen(screen.data());
      repainted = true;
    } else if (event instanceof TerminalEvent.Output output) {
      display.output(output.data(), output.history());
      repaintAfterHistory(output.offset() + output.data().length);
    } else if (event instanceof TerminalEvent.ReachabilityChanged reachability) {
      tellHost(reachability.reachable());
    } else if (event instanceof TerminalEvent.Exited exited) {
      outcome.complete(new Outcome(Optional.of(exited.exit())));
      return false;
    }
    return true;
  }

  private void tellHost(boolean reachable) {
    if (reachable) {
      notices.clear(Notices.Kind.HOST);
    } else {
      notices.say(Notices.Kind.HOST, "the terminal's host is away");
    }
  }

  /** A full-screen program's history is no picture of its screen: it has to draw once more. */
  private void repaintAfterHistory(long offset) {
    if (!repainted && offset >= liveFrom) {
      repainted = true;
      repaint();
    }
  }

  /** After a stop the shell has had the terminal, and may have left it as it likes it. */
  private void goOn() {
    user.enterRawMode();
    if (!settings.readOnly()) {
      attachment.resize(user.size());
    }
    repaint();
  }

  private void repaint() {
    if (!settings.readOnly() && display.inAlternateScreen()) {
      // If it cannot be sent there is a connection to wait for, after which this comes again.
      attachment.signal("WINCH").exceptionally(failure -> null);
    }
  }
}
