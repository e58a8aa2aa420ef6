package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.server.terminal.OutputCursor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
    begin(cursor::load);
  }

  /** As for a cursor: {@code load} tells, on any thread, that it is there or why it cannot be. */
  void begin(Consumer<Consumer<@Nullable Throwable>> load) {
    underWay = true;
    load.accept(failure -> stream.later(() -> loaded(failure)));
  }

  private void loaded(@Nullable Throwable failure) {
    underWay = false;
    if (failure != null) {
      stream.fail(ErrorCode.ERROR_CODE_STORAGE, String.valueOf(failure.getMessage()));
    } else {
      stream.context.outbound().wake();
    }
  }
}
