package dev.muxwire.server.ops;

/**
 * What happens in the server, for logs and metrics: the seam through which the core tells it. May
 * be called from any thread and returns at once; never gets a secret or a terminal's content. Who
 * listens takes what concerns it.
 *
 * <p>Kinds, codes, classes and reasons are names of constants: few, and known beforehand, so that
 * each can be counted. What is called for every packet allocates nothing.
 */
public interface ServerEvents {
  // ---- connections

  /** Hello was accepted. */
  default void connectionOpened(long connectionId, String principal, String clientName) {}

  /** The peer broke the protocol, or may not come in; {@code connectionClosed} follows. */
  default void connectionRefused(long connectionId, String code, String message) {}

  /** Its end, also of one that was never opened. */
  default void connectionClosed(long connectionId, int closeCode, String reason) {}

  /**
   * An upgrade was refused, with this HTTP status.
   *
   * @param remoteAddress of the network's other end
   */
  default void upgradeRefused(int status, String remoteAddress, String reason) {}

  default void packetReceived(int bytes) {}

  /**
   * @param priority the class of its frames
   */
  default void packetSent(String priority, int bytes) {}

  /** A message in chunks is whole ("in"), or begins to leave ("out"). */
  default void chunkTransfer(String direction) {}

  // ---- streams and requests

  /**
   * @param kind what it carries
   */
  default void streamOpened(long connectionId, int streamId, String kind, String workspace) {}

  /**
   * @param code why; NONE when it was closed in good order
   */
  default void streamEnded(
      long connectionId, int streamId, String kind, String workspace, String code) {}

  /** A stream did not come about. */
  default void streamRefused(long connectionId, int streamId, String code) {}

  /** A request came on stream 0. */
  default void requestReceived(String kind) {}

  /**
   * A mutation is durable.
   *
   * @param micros from its arrival on
   */
  default void mutationApplied(long micros) {}

  default void mutationRefused(String code) {}

  /** A state stream begins again from base 0, though its client had a cursor. */
  default void stateReset(long connectionId, int streamId, String workspace) {}

  /** Output was passed over for one reader. */
  default void outputSkipped(String reason, long bytes) {}

  // ---- workspaces and their terminals

  /** Output of a terminal came from its host and is in the log. */
  default void outputAppended(int bytes) {}

  default void hostConnected(String workspace, String hostId) {}

  default void hostGone(String workspace, String hostId) {}

  // ---- storage

  /**
   * An append became durable.
   *
   * @param nanos from the call on
   */
  default void appendDurable(long nanos) {}

  /** A log could not store or read; it takes nothing more until it is opened again. */
  default void storageFailed(String log, String kind, String message) {}

  /**
   * A backup is complete.
   *
   * @param bytes what a restore of it writes
   * @param millis how long it took
   */
  default void backupCreated(long backupId, long bytes, long millis) {}

  /** A backup failed, and nothing is left of it. */
  default void backupFailed(String reason) {}

  /**
   * Something that had been durable is gone; what is left is served, in new epochs.
   *
   * @param message which directory, what was found, what it means and what to do
   */
  default void storageLost(String kind, String message) {}

  // ---- tokens

  /** Changed tokens are in force; so many are known, the useless ones included. */
  default void tokensReloaded(int count) {}

  /** The tokens' file changed and cannot be used; what was in force before stays so. */
  default void tokensRefused(String reason) {}

  // ---- the server

  default void serverStarted(String uri, String serverName) {}

  default void drainBegan(int connections, int graceMs) {}

  default void serverStopped() {}

  /** A fault of the program. */
  default void taskFailed(String owner, Throwable failure) {}
}
