package dev.muxwire.server.ops;

/**
 * What happens to connections and tokens, for logs and metrics. May be called from any thread;
 * never gets a secret or a terminal's content.
 */
public interface ServerEvents {
  void connectionOpened(long connectionId, String principal, String clientName);

  void connectionRefused(long connectionId, String code, String message);

  void connectionClosed(long connectionId, int closeCode, String reason);

  /** Changed tokens are in force; so many are known, the useless ones included. */
  void tokensReloaded(int count);

  /** The tokens' file changed and cannot be used; what was in force before stays so. */
  void tokensRefused(String reason);

  void taskFailed(String owner, Throwable failure);
}
