package dev.muxwire.cli.attach;

import dev.muxwire.client.ConnectionState;
import dev.muxwire.client.MuxwireException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows that the connection is lost, quietly: a word in the corner, and only if it stays lost for a
 * moment, for most interruptions are shorter than a glance.
 */
final class TroubleNotice implements ConnectionState.Listener {
  private static final long QUIET_MS = 1000;

  private final Notices notices;
  private final Runnable repaint;
  private boolean lost;

  TroubleNotice(Notices notices, Runnable repaint) {
    this.notices = notices;
    this.repaint = repaint;
  }

  @Override
  public synchronized void changed(ConnectionState state, @Nullable MuxwireException cause) {
    if (state == ConnectionState.WAITING && !lost) {
      lost = true;
      CompletableFuture.delayedExecutor(QUIET_MS, TimeUnit.MILLISECONDS).execute(this::show);
    } else if (state == ConnectionState.CONNECTED && lost) {
      lost = false;
      if (notices.clear(Notices.Kind.CONNECTION)) {
        repaint.run();
      }
    }
  }

  private synchronized void show() {
    if (lost) {
      notices.say(Notices.Kind.CONNECTION, "reconnecting ...");
    }
  }
}
