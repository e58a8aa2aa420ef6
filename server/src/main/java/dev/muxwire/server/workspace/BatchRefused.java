package dev.muxwire.server.workspace;

import dev.muxwire.proto.v1.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Why nothing of a batch was applied. */
public final class BatchRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final int index;
  private final transient @Nullable Change current;

  /**
   * @param index of the operation or precondition that failed
   * @param current the entity concerned as it is; null if it is not there
   */
  BatchRefused(ErrorCode code, String message, int index, @Nullable Change current) {
    super(message, null, false, false);
    this.code = code;
    this.index = index;
    this.current = current;
  }

  public ErrorCode code() {
    return code;
  }

  public int index() {
    return index;
  }

  public @Nullable Change current() {
    return current;
  }
}
