package dev.muxwire.cli.command;

import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.client.TerminalSubscriber;
import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.TerminalEvent;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** What a terminal's recording can be made of, as of now. */
final class RecordingSource {
  private static final String DEED = "read the terminal's recording";

  private final ServerSession session;
  private final String terminalId;
  private final TerminalEvent.Attached now;

  private RecordingSource(ServerSession session, String terminalId, TerminalEvent.Attached now) {
    this.session = session;
    this.terminalId = terminalId;
    this.now = now;
  }

  /** Asks the server for where the terminal stands. */
  static RecordingSource of(ServerSession session, String terminalId) {
    AttachOptions options = AttachOptions.builder().fromTail(0).readOnly(true).build();
    AtomicReference<TerminalEvent.Attached> told = new AtomicReference<>();
    TerminalSubscriber subscriber =
        new TerminalSubscriber(
            event -> {
              if (event instanceof TerminalEvent.Attached attached) {
                told.set(attached);
                return false;
              }
              return true;
            });
    try (Attachment attachment =
        session.client().attach(session.workspace(), terminalId, options)) {
      attachment.subscribe(subscriber);
      session.await(DEED, subscriber.ended());
    }
    return new RecordingSource(session, terminalId, Objects.requireNonNull(told.get()));
  }

  /** The oldest byte there is, the end, and the size there. */
  TerminalEvent.Attached now() {
    return now;
  }

  /** When the last that was recorded came about, in microseconds since the terminal started. */
  long lastMicros() {
    AtomicLong last = new AtomicLong();
    TerminalSubscriber subscriber =
        new TerminalSubscriber(
            event -> {
              if (event instanceof TerminalEvent.Elapsed elapsed) {
                last.set(elapsed.elapsedMicros());
              }
              return true;
            });
    long from = Math.max(now.retainedFrom(), now.start() - 1);
    session.client().fetchRecording(session.workspace(), terminalId, from, 0).subscribe(subscriber);
    session.await(DEED, subscriber.ended());
    return last.get();
  }

  /**
   * Reads it; without a limit of time, for it may be large.
   *
   * @param to the offset after the last; 0 = the end
   */
  void read(long from, long to, TerminalSubscriber.Handler<TerminalEvent> handler)
      throws InterruptedException {
    TerminalSubscriber subscriber = new TerminalSubscriber(handler);
    session
        .client()
        .fetchRecording(session.workspace(), terminalId, from, to)
        .subscribe(subscriber);
    Reading.await(session, subscriber);
  }
}
