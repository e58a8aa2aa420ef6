package dev.muxwire.client;

import java.util.concurrent.CompletableFuture;

/**
 * The host role of this client in one workspace. It survives reconnects. The SDK implements this;
 * applications do not.
 */
public interface HostRegistration extends AutoCloseable {
  /** The operator's name of the host. */
  String hostId();

  /** The random name of this run of the host. */
  String instance();

  /** Completes at the first registration; fails if it is refused. */
  CompletableFuture<Void> registered();

  /**
   * Publishes a terminal that this host runs, from its first byte.
   *
   * @throws IllegalStateException if it is published already
   */
  PublishedTerminal publish(String terminalId, HostTerminalListener listener);

  /**
   * Ends the role and all its publishing. The programs are the host's own to end; the server counts
   * their terminals as waiting for this host.
   */
  @Override
  void close();
}
