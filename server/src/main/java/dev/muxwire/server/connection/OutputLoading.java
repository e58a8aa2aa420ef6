package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.server.terminal.OutputCursor;

/**
 * Brings output that is on disk alone into memory for one stream, which stands still meanwhile.
 * Belongs to the connection's loop.
 */
final class OutputLoading {
  private final ServerStream stream;
  private boolean underWay;

  OutputLoading(ServerStream stream) {
    this.stream = stream;
  }

  boolean isUnderWay() {
    return underWay;
  }

  /** Wakes the stream when what its cursor needs is there; ends it when the log cannot give it. */
  void begin(OutputCursor cursor) {
    underWay = true;
    cursor.load(failure -> stream.later(() -> loaded(failure)));
  }

  private void loaded(@org.jspecify.annotations.Nullable Throwable failure) {
    underWay = false;
    if (failure != null) {
      stream.fail(ErrorCode.ERROR_CODE_STORAGE, String.valueOf(failure.getMessage()));
    } else {
      stream.context.outbound().wake();
    }
  }
}
