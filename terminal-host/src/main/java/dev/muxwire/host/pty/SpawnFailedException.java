package dev.muxwire.host.pty;

/**
 * The program could not be started; the message says why, in words for the person who asked for it.
 */
public final class SpawnFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  public SpawnFailedException(String message) {
    super(message);
  }

  public SpawnFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
