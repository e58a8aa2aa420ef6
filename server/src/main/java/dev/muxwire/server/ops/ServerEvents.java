package dev.muxwire.server.ops;

/**
 * What happens to connections, for logs and metrics. May be called from any thread; never gets a
 * secret or a terminal's content.
 */
public interface ServerEvents {
  void connectionOpened(long connectionId, String principal, String clientName);

  void connectionRefused(long connectionId, String code, String message);

  void connectionClosed(long connectionId, int closeCode, String reason);

  void taskFailed(String owner, Throwable failure);
}
