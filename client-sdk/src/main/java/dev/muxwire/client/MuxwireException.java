package dev.muxwire.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The failure of a request, a stream or the client. */
public final class MuxwireException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final int failedIndex;
  private final long retryAfterMs;
  private final transient @Nullable Entity current;

  /** A failure with a code and one sentence for a person. */
  public MuxwireException(ErrorCode code, String message) {
    this(code, message, Duration.ZERO);
  }

  /** A failure that says how long to wait at least before trying again. */
  public MuxwireException(ErrorCode code, String message, Duration retryAfter) {
    super(code + ": " + message);
    this.code = code;
    this.failedIndex = -1;
    this.retryAfterMs = retryAfter.toMillis();
    this.current = null;
  }

  /**
   * A failed mutation.
   *
   * @param failedIndex the place of the operation, or of the precondition, that failed
   * @param current the entity concerned as it is now, or null if it is not there
   */
  public MuxwireException(
      ErrorCode code, String message, int failedIndex, @Nullable Entity current) {
    super(code + ": " + message);
    this.code = code;
    this.failedIndex = failedIndex;
    this.retryAfterMs = 0;
    this.current = current;
  }

  /** Why. */
  public ErrorCode code() {
    return code;
  }

  /** What to do next; the same as {@code code().retry()}. */
  public ErrorCode.Retry retry() {
    return code.retry();
  }

  /** How long to wait at least before trying again; zero = no opinion. */
  public Duration retryAfter() {
    return Duration.ofMillis(retryAfterMs);
  }

  /**
   * For a failed mutation: the first operation that failed, or the precondition (0, 1, 2 …); -1
   * otherwise.
   */
  public int failedIndex() {
    return failedIndex;
  }

  /** For a failed mutation: the entity concerned as it is now. */
  public Optional<Entity> current() {
    return Optional.ofNullable(current);
  }
}
