package dev.muxwire.driver;

import dev.muxwire.client.MuxwireException;
import dev.muxwire.conformance.proto.v1.Done;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.conformance.proto.v1.Ended;
import dev.muxwire.conformance.proto.v1.Failed;
import dev.muxwire.conformance.proto.v1.Retry;
import dev.muxwire.proto.v1.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes events, whole and one after the other. Any thread. */
final class EventWriter {
  private final OutputStream out;

  EventWriter(OutputStream out) {
    this.out = out;
  }

  void tell(DriverEvent.Builder event) {
    byte[] bytes = event.build().toByteArray();
    ByteBuffer message =
        ByteBuffer.allocate(4 + bytes.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(bytes.length)
            .put(bytes);
    synchronized (this) {
      try {
        out.write(message.array());
        out.flush();
      } catch (IOException e) {
        // Nobody listens any more, and the end of the commands follows.
      }
    }
  }

  void done(int id) {
    tell(DriverEvent.newBuilder().setRequestId(id).setDone(Done.getDefaultInstance()));
  }

  void failed(int id, Throwable failure) {
    tell(DriverEvent.newBuilder().setRequestId(id).setFailed(failure(failure)));
  }

  /**
   * Tells the end of something.
   *
   * @param failure null: in good order
   */
  void ended(int id, @Nullable Throwable failure) {
    Ended.Builder ended = Ended.newBuilder();
    if (failure != null) {
      ended.setError(failure(failure));
    }
    tell(DriverEvent.newBuilder().setRequestId(id).setEnded(ended));
  }

  /** Tells the outcome of a future. */
  <T extends @Nullable Object> void outcome(
      int id, CompletableFuture<T> future, Function<T, DriverEvent.Builder> event) {
    future.whenComplete(
        (value, failure) -> {
          if (failure != null) {
            failed(id, failure);
          } else {
            tell(event.apply(value).setRequestId(id));
          }
        });
  }

  /** Tells the outcome of a future that only succeeds or fails. */
  void outcome(int id, CompletableFuture<Void> future) {
    outcome(id, future, nothing -> DriverEvent.newBuilder().setDone(Done.getDefaultInstance()));
  }

  static Failed failure(Throwable thrown) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    Failed.Builder failed = Failed.newBuilder().setMessage(String.valueOf(failure.getMessage()));
    if (!(failure instanceof MuxwireException told)) {
      return failed.setCode(ErrorCode.ERROR_CODE_INVALID_ARGUMENT).build();
    }
    failed
        .setCodeValue(told.code().number())
        .setRetry(
            switch (told.retry()) {
              case NOW -> Retry.RETRY_NOW;
              case LATER -> Retry.RETRY_LATER;
              case NEVER -> Retry.RETRY_NEVER;
            })
        .setRetryAfterMs((int) told.retryAfter().toMillis());
    if (told.failedIndex() >= 0) {
      failed.setFailedIndex(told.failedIndex());
    }
    told.current().ifPresent(entity -> failed.setCurrent(Translation.entity(entity)));
    return failed.build();
  }
}
