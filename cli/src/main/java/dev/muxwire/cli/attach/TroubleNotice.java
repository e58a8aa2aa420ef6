package dev.muxwire.cli.attach;

import dev.muxwire.client.ConnectionState;
import dev.muxwire.client.MuxwireException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows that the connection is lost, quietly: a word in the corner, and only if it stays lost for a
 * moment, for most interruptions are shorter than a glance.
 */
final class TroubleNotice implements ConnectionState.Listener {
  private static final long QUIET_MS = 1000;
  private static final String TEXT = " muxwire: reconnecting ... ";

  private final Display display;
  private final UserTerminal user;
  private final Runnable repaint;
  private boolean lost;
  private boolean shown;

  TroubleNotice(Display display, UserTerminal user, Runnable repaint) {
    this.display = display;
    this.user = user;
    this.repaint = repaint;
  }

  @Override
  public synchronized void changed(ConnectionState state, @Nullable MuxwireException cause) {
    if (state == ConnectionState.WAITING && !lost) {
      lost = true;
      CompletableFuture.delayedExecutor(QUIET_MS, TimeUnit.MILLISECONDS).execute(this::show);
    } else if (state == ConnectionState.CONNECTED && lost) {
      lost = false;
      hide();
    }
  }

  private synchronized void show() {
    if (lost && !shown) {
      shown = true;
      write(TEXT);
    }
  }

  private void hide() {
    if (shown) {
      shown = false;
      write("");
      repaint.run();
    }
  }

  private void write(String text) {
    try {
      display.notice(text, user.size());
    } catch (IOException e) {
      throw new UncheckedIOException("the user's terminal is gone", e);
    }
  }
}
