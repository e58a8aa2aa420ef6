package dev.muxwire.cli.client;

import dev.muxwire.cli.output.Console;
import dev.muxwire.client.ConnectionState;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.MuxwireException;
import org.jspecify.annotations.Nullable;

/**
 * Tells once that a connection was lost, and once that it is back, however many tries lie between.
 */
public final class ConnectionTrouble implements ConnectionState.Listener {
  private final Console console;
  private boolean lost;

  private ConnectionTrouble(Console console) {
    this.console = console;
  }

  /** Tells on stderr, from now on. */
  public static void tellOn(Console console, MuxwireClient client) {
    client.addStateListener(new ConnectionTrouble(console));
  }

  @Override
  public synchronized void changed(ConnectionState state, @Nullable MuxwireException cause) {
    if (state == ConnectionState.WAITING && !lost) {
      lost = true;
      String reason = cause == null ? "" : " (" + Failures.reason(cause) + ")";
      console.tell("connection lost" + reason + "; trying again ...");
    } else if (state == ConnectionState.CONNECTED && lost) {
      lost = false;
      console.tell("connected again.");
    }
  }
}
