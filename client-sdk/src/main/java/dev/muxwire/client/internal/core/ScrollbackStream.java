package dev.muxwire.client.internal.core;

import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.proto.v1.ByteRange;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Exited;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.Resized;
import dev.muxwire.proto.v1.ScrollbackPage;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Skipped;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** One subscriber's fetch of history. */
final class ScrollbackStream extends FetchStream<TerminalEvent> {
  private final FetchScrollback request;
  private final long to;

  /** After what was handed over: where to fetch on after a reconnect. */
  private long resumeAt;

  /** After what arrived on this connection. */
  private long next;

  /** As it was told last on this connection; -1 = not yet. */
  private long elapsedMicros = -1;

  ScrollbackStream(
      CoreContext context,
      FetchScrollback request,
      Flow.Subscriber<? super TerminalEvent> subscriber,
      Consumer<ClientStream> whenEnded) {
    super(context, null, subscriber, whenEnded);
    this.request = request;
    this.resumeAt = request.getBytes().getFrom();
    this.to = request.getBytes().getTo();
  }

  @Override
  Opening opening() {
    next = resumeAt;
    elapsedMicros = -1;
    return new Opening(
        ClientFrame.FETCH_SCROLLBACK_FIELD_NUMBER,
        request.toBuilder().setBytes(ByteRange.newBuilder().setFrom(next).setTo(to)).build());
  }

  @Override
  void onOpen() {}

  @Override
  void onDetached() {
    if (isEnded()) {
      return;
    }
    delivery.clear();
    if (to != 0 && resumeAt >= to) {
      finish();
    }
  }

  @Override
  void onFrame(ServerFrame frame, Runnable whenConsumed) {
    switch (frame.getBodyCase()) {
      case SCROLLBACK_PAGE -> page(frame.getScrollbackPage(), whenConsumed);
      case SKIPPED -> skipped(frame.getSkipped(), whenConsumed);
      case RESIZED -> resized(frame.getResized(), whenConsumed);
      case EXITED -> exited(frame.getExited(), whenConsumed);
      default -> throw unexpected(frame);
    }
  }

  private void page(ScrollbackPage page, Runnable whenConsumed) {
    if (request.getWithTimes()) {
      if (!page.hasElapsedUs()) {
        endWith(
            new MuxwireException(
                ErrorCode.UNSUPPORTED, "This server does not tell the times of output."));
        return;
      }
      elapsed(page.getOffset(), page.getElapsedUs());
    }
    byte[] data = page.getData().toByteArray();
    next = page.getOffset() + data.length;
    if (data.length == 0) {
      whenConsumed.run();
    } else {
      offer(new TerminalEvent.Output(page.getOffset(), data, true), whenConsumed);
    }
  }

  private void elapsed(long offset, long micros) {
    if (micros != elapsedMicros) {
      elapsedMicros = micros;
      offer(new TerminalEvent.Elapsed(offset, micros), () -> {});
    }
  }

  private void resized(Resized resized, Runnable whenConsumed) {
    elapsed(resized.getOffset(), resized.getElapsedUs());
    offer(
        new TerminalEvent.Resized(resized.getOffset(), Converters.size(resized.getSize())),
        whenConsumed);
  }

  private void exited(Exited exited, Runnable whenConsumed) {
    elapsed(exited.getOffset(), exited.getElapsedUs());
    offer(
        new TerminalEvent.Exited(exited.getOffset(), Converters.exit(exited.getExit())),
        whenConsumed);
  }

  private void skipped(Skipped skipped, Runnable whenConsumed) {
    next = Math.max(next, skipped.getTo());
    offer(
        new TerminalEvent.Skipped(
            skipped.getFrom(), skipped.getTo(), Converters.reason(skipped.getReason())),
        whenConsumed);
  }

  private void offer(TerminalEvent event, Runnable whenConsumed) {
    long after = next;
    delivery.offer(event, () -> resumeAt = after, whenConsumed);
  }
}
