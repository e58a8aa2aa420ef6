package dev.muxwire.server.log;

import dev.muxwire.time.Loop;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Comes back from a failure that may pass, such as a full disk: takes the log over again, every so
 * often, until a write shows that the disk takes any. Belongs to the log's owner, on its loop.
 */
public final class LogRecovery {
  private static final int INTERVAL_MS = 2_000;

  private final Loop loop;
  private final Supplier<Log> opener;
  private final Consumer<Log> whenRecovered;
  private final Consumer<LogFailure> whenLost;
  private boolean underWay;
  private boolean stopped;

  /**
   * @param opener opens the log again; may throw {@link LogStoreException}
   * @param whenRecovered gets the log, which ends where the durable records do
   * @param whenLost told of a failure that will not pass
   */
  public LogRecovery(
      Loop loop, Supplier<Log> opener, Consumer<Log> whenRecovered, Consumer<LogFailure> whenLost) {
    this.loop = loop;
    this.opener = opener;
    this.whenRecovered = whenRecovered;
    this.whenLost = whenLost;
  }

  /** The log has failed in a way that may pass. */
  public void begin() {
    if (!underWay && !stopped) {
      underWay = true;
      schedule();
    }
  }

  /** The owner is gone, and must open nothing any more. */
  public void stop() {
    stopped = true;
  }

  private void schedule() {
    loop.schedule(INTERVAL_MS, this::tryAgain);
  }

  private void tryAgain() {
    if (stopped) {
      return;
    }
    try {
      Log reopened = opener.get();
      reopened.putMetadata(reopened.metadata(), failure -> tried(reopened, failure));
    } catch (LogStoreException e) {
      failed(e.asFailure());
    }
  }

  private void tried(Log reopened, @Nullable LogFailure failure) {
    if (failure != null) {
      failed(failure);
      return;
    }
    underWay = false;
    if (!stopped) {
      whenRecovered.accept(reopened);
    }
  }

  private void failed(LogFailure failure) {
    if (failure.mayPass()) {
      schedule();
    } else if (!stopped) {
      underWay = false;
      whenLost.accept(failure);
    }
  }
}
