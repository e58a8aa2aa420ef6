package dev.muxwire.client.internal.core;

import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.LineRange;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.ScrollbackPage;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Skipped;
import dev.muxwire.wire.Features;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * One subscriber's fetch of history by lines. It opens after Welcome, which tells whether the
 * server has the feature. On a later connection it asks for the lines that are left by number, and
 * drops what it has of the first of them.
 */
final class LinesStream extends FetchStream<TerminalEvent> {
  private final FetchScrollback request;

  // What was handed over: where to go on after a reconnect.
  private boolean begun;
  private long resumeAt;
  private long resumeLine;
  private long endLine;
  private boolean resumeOwesNumber;

  // What arrived on this connection.
  private long next;
  private long nextLine;

  /** The line at {@code next} is to be told before what comes there. */
  private boolean owesNumber;

  LinesStream(
      CoreContext context,
      String workspace,
      String terminalId,
      LineRange lines,
      Flow.Subscriber<? super TerminalEvent> subscriber,
      Consumer<ClientStream> whenEnded) {
    super(context, Features.SCROLLBACK_LINES, subscriber, whenEnded);
    this.request =
        FetchScrollback.newBuilder()
            .setWorkspace(workspace)
            .setTerminalId(terminalId)
            .setLines(encode(lines))
            .build();
  }

  private static dev.muxwire.proto.v1.LineRange encode(LineRange lines) {
    var encoded =
        dev.muxwire.proto.v1.LineRange.newBuilder()
            .setBefore(lines.before())
            .setAfter(lines.after());
    return (lines.byNumber()
            ? encoded.setLine(lines.position())
            : encoded.setOffset(lines.position()))
        .build();
  }

  @Override
  Opening opening() {
    FetchScrollback opening = request;
    if (begun) {
      // At most what two ints make together: it fits the field, which has no sign.
      int left = (int) (endLine - resumeLine);
      opening =
          request.toBuilder()
              .setLines(
                  dev.muxwire.proto.v1.LineRange.newBuilder().setLine(resumeLine).setAfter(left))
              .build();
    }
    return new Opening(ClientFrame.FETCH_SCROLLBACK_FIELD_NUMBER, opening);
  }

  @Override
  void onOpen() {
    next = resumeAt;
    owesNumber = resumeOwesNumber;
  }

  @Override
  void onDetached() {
    if (isEnded()) {
      return;
    }
    delivery.clear();
    if (begun && resumeLine >= endLine) {
      finish();
    }
  }

  @Override
  void onFrame(ServerFrame frame, Runnable whenConsumed) {
    switch (frame.getBodyCase()) {
      case SCROLLBACK_PAGE -> page(frame.getScrollbackPage(), whenConsumed);
      case SKIPPED -> skipped(frame.getSkipped(), whenConsumed);
      default -> throw unexpected(frame);
    }
  }

  private void page(ScrollbackPage page, Runnable whenConsumed) {
    if (!page.hasFirstLine()) {
      endWith(
          new MuxwireException(
              ErrorCode.UNSUPPORTED, "This server does not tell the numbers of lines."));
    } else if (page.hasEndLine()) {
      head(page, whenConsumed);
    } else {
      data(page, whenConsumed);
    }
  }

  private void head(ScrollbackPage page, Runnable whenConsumed) {
    nextLine = page.getFirstLine();
    if (!begun) {
      next = page.getOffset();
      long end = page.getEndLine();
      long at = next;
      long line = nextLine;
      delivery.offer(
          new TerminalEvent.LineNumber(at, line),
          () -> {
            begun = true;
            endLine = end;
            resumeAt = at;
            resumeLine = line;
          },
          whenConsumed);
    } else if (page.getOffset() > next) { // it was erased while there was no connection
      long from = next;
      next = page.getOffset();
      owesNumber = true;
      offer(
          new TerminalEvent.Skipped(from, next, TerminalEvent.Skipped.Reason.RETENTION),
          whenConsumed);
    } else {
      whenConsumed.run();
    }
  }

  private void data(ScrollbackPage page, Runnable whenConsumed) {
    byte[] data = page.getData().toByteArray();
    int known = (int) Math.min(data.length, Math.max(0, next - page.getOffset()));
    long line = page.getFirstLine() + breaks(data, 0, known);
    if (known == data.length) {
      nextLine = line;
      whenConsumed.run();
      return;
    }
    long offset = page.getOffset() + known;
    if (owesNumber) {
      owesNumber = false;
      nextLine = line;
      offer(new TerminalEvent.LineNumber(offset, line), () -> {});
    }
    next = page.getOffset() + data.length;
    nextLine = line + breaks(data, known, data.length);
    byte[] news = known == 0 ? data : java.util.Arrays.copyOfRange(data, known, data.length);
    offer(new TerminalEvent.Output(offset, news, true), whenConsumed);
  }

  private static int breaks(byte[] data, int from, int to) {
    int breaks = 0;
    for (int i = from; i < to; i++) {
      if (data[i] == '\n') {
        breaks++;
      }
    }
    return breaks;
  }

  private void skipped(Skipped skipped, Runnable whenConsumed) {
    if (skipped.getTo() <= next) { // within what was handed over on an earlier connection
      whenConsumed.run();
      return;
    }
    long from = Math.max(next, skipped.getFrom());
    next = skipped.getTo();
    owesNumber = true;
    offer(
        new TerminalEvent.Skipped(from, next, Converters.reason(skipped.getReason())),
        whenConsumed);
  }

  private void offer(TerminalEvent event, Runnable whenConsumed) {
    long after = next;
    long line = nextLine;
    boolean owes = owesNumber;
    delivery.offer(
        event,
        () -> {
          resumeAt = after;
          resumeLine = line;
          resumeOwesNumber = owes;
        },
        whenConsumed);
  }
}
