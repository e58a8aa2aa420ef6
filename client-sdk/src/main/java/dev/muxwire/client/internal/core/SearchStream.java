package dev.muxwire.client.internal.core;

import dev.muxwire.client.SearchEvent;
import dev.muxwire.client.SearchOptions;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.SearchDone;
import dev.muxwire.proto.v1.SearchEnd;
import dev.muxwire.proto.v1.SearchMatch;
import dev.muxwire.proto.v1.SearchProgress;
import dev.muxwire.proto.v1.SearchScrollback;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Skipped;
import dev.muxwire.proto.v1.TextSpan;
import dev.muxwire.wire.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * One subscriber's search. It opens after Welcome, which tells whether the server has the feature.
 * On a later connection, and where one search of the server has found as many lines as it may, it
 * goes on from where it stood.
 */
final class SearchStream extends FetchStream<SearchEvent> {
  /** What a server finds at once, at most. */
  private static final int MAX_LINES_AT_ONCE = 10_000;

  private final SearchScrollback request;
  private final long maxLines;

  /**
   * A place in a search.
   *
   * @param begun whether it has left its beginning
   */
  private record Place(boolean begun, long offset, long lines, long searchedBytes) {}

  /** After what was handed over: where to go on after a reconnect. */
  private Place handedOver;

  /** After what arrived. */
  private Place arrived;

  /** As of the searches before this one of the server. */
  private long searchedBefore;

  private boolean isDone;
  private boolean goesOn;

  SearchStream(
      CoreContext context,
      String workspace,
      String terminalId,
      SearchOptions options,
      Flow.Subscriber<? super SearchEvent> subscriber,
      Consumer<ClientStream> whenEnded) {
    super(context, Features.SEARCH, subscriber, whenEnded);
    this.request =
        SearchScrollback.newBuilder()
            .setWorkspace(workspace)
            .setTerminalId(terminalId)
            .setPattern(options.pattern())
            .setLiteral(options.literal())
            .setIgnoreCase(options.ignoreCase())
            .setBackwards(options.newestFirst())
            .setTo(options.to())
            .build();
    this.maxLines = options.maxLines();
    this.handedOver = new Place(false, options.from(), 0, 0);
    this.arrived = handedOver;
  }

  @Override
  Opening opening() {
    searchedBefore = arrived.searchedBytes();
    long left = maxLines - arrived.lines();
    return new Opening(
        ClientFrame.SEARCH_SCROLLBACK_FIELD_NUMBER,
        request.toBuilder()
            .setFrom(arrived.offset())
            .setLimit((int) Math.min(left, MAX_LINES_AT_ONCE))
            .build());
  }

  @Override
  void onOpen() {}

  @Override
  void onDetached() {
    if (isEnded() || goesOn) {
      return;
    }
    delivery.clear();
    arrived = handedOver;
    if (isDone) {
      finish();
    } else if (hasNothingLeft()) {
      SearchEvent.Done done =
          new SearchEvent.Done(
              arrived.offset(),
              arrived.lines() >= maxLines,
              arrived.lines(),
              arrived.searchedBytes());
      delivery.offer(done, () -> {}, () -> {});
      finish();
    }
  }

  /** Has everything that could be asked for been handed over? */
  private boolean hasNothingLeft() {
    if (arrived.lines() >= maxLines) {
      return true;
    }
    long to = request.getTo();
    return request.getBackwards()
        ? arrived.begun() && arrived.offset() <= to
        : to != 0 && arrived.offset() >= to;
  }

  @Override
  void onFrame(ServerFrame frame, Runnable whenConsumed) {
    switch (frame.getBodyCase()) {
      case SEARCH_MATCH -> match(frame.getSearchMatch(), whenConsumed);
      case SKIPPED -> skipped(frame.getSkipped(), whenConsumed);
      case SEARCH_PROGRESS -> progress(frame.getSearchProgress(), whenConsumed);
      case SEARCH_DONE -> done(frame.getSearchDone(), whenConsumed);
      default -> throw unexpected(frame);
    }
  }

  private void match(SearchMatch match, Runnable whenConsumed) {
    long next = request.getBackwards() ? match.getLineOffset() : match.getLineEnd();
    arrived = new Place(true, next, arrived.lines() + 1, arrived.searchedBytes());
    List<SearchEvent.Match.Span> spans = new ArrayList<>();
    spans.add(span(match.getLine(), match.getMatchStart(), match.getMatchEnd()));
    for (TextSpan further : match.getMoreMatchesList()) {
      spans.add(span(match.getLine(), further.getStart(), further.getEnd()));
    }
    offer(
        new SearchEvent.Match(
            match.getLineOffset(),
            match.getLineEnd(),
            match.getLine(),
            spans,
            match.getLeftOutBefore(),
            match.getLeftOutAfter(),
            match.getContinuesLine(),
            match.getCut()),
        whenConsumed);
  }

  /** From characters to indices; one out of range is brought into it. */
  private static SearchEvent.Match.Span span(String line, int start, int end) {
    int characters = line.codePointCount(0, line.length());
    int from = Math.min(Math.max(0, start), characters);
    int to = Math.min(Math.max(from, end), characters);
    int first = line.offsetByCodePoints(0, from);
    return new SearchEvent.Match.Span(first, line.offsetByCodePoints(first, to - from));
  }

  private void skipped(Skipped skipped, Runnable whenConsumed) {
    long next = request.getBackwards() ? skipped.getFrom() : skipped.getTo();
    arrived = new Place(true, next, arrived.lines(), arrived.searchedBytes());
    offer(
        new SearchEvent.Skipped(
            skipped.getFrom(), skipped.getTo(), Converters.reason(skipped.getReason())),
        whenConsumed);
  }

  private void progress(SearchProgress progress, Runnable whenConsumed) {
    moveTo(progress.getNextOffset(), progress.getSearchedBytes());
    offer(new SearchEvent.Progress(arrived.offset(), arrived.searchedBytes()), whenConsumed);
  }

  private void done(SearchDone done, Runnable whenConsumed) {
    moveTo(done.getNextOffset(), done.getSearchedBytes());
    boolean limitReached = done.getReason() == SearchEnd.SEARCH_END_LIMIT;
    if (limitReached && !hasNothingLeft()) {
      whenConsumed.run();
      goesOn = true;
      reopen();
      goesOn = false;
      return;
    }
    delivery.offer(
        new SearchEvent.Done(
            arrived.offset(), limitReached, arrived.lines(), arrived.searchedBytes()),
        () -> isDone = true,
        whenConsumed);
  }

  private void moveTo(long offset, long searchedBytes) {
    arrived = new Place(true, offset, arrived.lines(), searchedBefore + searchedBytes);
  }

  private void offer(SearchEvent event, Runnable whenConsumed) {
    Place after = arrived;
    delivery.offer(event, () -> handedOver = after, whenConsumed);
  }
}
