package dev.muxwire.simulation;

import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.SearchEvent;
import dev.muxwire.client.SearchOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** One search: finds every line with the word that it can have read, once, in order, as seen. */
final class SearchWatch implements Flow.Subscriber<SearchEvent> {
  private final Simulation simulation;
  private final FakeProgram program;
  private final SearchOptions options;
  private final int eventsAtOnce;
  private final long keptAtFirst;
  private final long purgedAtFirst;

  private final Set<Long> found = new HashSet<>();
  private final List<SearchEvent.Skipped> skipped = new ArrayList<>();
  private Flow.@Nullable Subscription subscription;
  private SearchEvent.@Nullable Match latest;
  private SearchEvent.@Nullable Done done;
  private boolean ended;
  private boolean refused;

  SearchWatch(Simulation simulation, FakeProgram program, SearchOptions options, int eventsAtOnce) {
    this.simulation = simulation;
    this.program = program;
    this.options = options;
    this.eventsAtOnce = eventsAtOnce;
    this.keptAtFirst = program.durable();
    this.purgedAtFirst = program.purgedTo();
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(eventsAtOnce);
  }

  @Override
  public void onNext(SearchEvent event) {
    check(done == null, "something came behind its end: " + event);
    if (event instanceof SearchEvent.Match match) {
      match(match);
    } else if (event instanceof SearchEvent.Skipped gap) {
      skipped.add(gap);
    } else if (event instanceof SearchEvent.Done end) {
      done = end;
    }
    Flow.Subscription current = subscription;
    if (current != null) {
      current.request(1);
    }
  }

  private void match(SearchEvent.Match match) {
    check(match.end() > purgedAtFirst, "found what was purged: " + match);
    check(match.line().contains(options.pattern()), "a line without the word: " + match);
    SearchEvent.Match before = latest;
    boolean inOrder =
        before == null
            || (options.newestFirst()
                ? match.offset() < before.offset()
                : match.offset() > before.offset());
    check(inOrder, match + " came after " + before);
    latest = match;
    PrintedLine printed = program.printedAt(match.offset());
    if (printed != null) {
      found.add(match.offset());
      boolean whole = match.end() >= printed.end();
      check(
          !whole || match.line().equals(printed.text()),
          "\"" + match.line() + "\" is what was seen of \"" + printed.text() + "\"");
    }
  }

  @Override
  public void onError(Throwable reason) {
    boolean expected =
        reason instanceof MuxwireException known && known.code() == ErrorCode.NOT_FOUND;
    check(expected, "ended with " + reason);
    ended = true;
    refused = true;
  }

  @Override
  public void onComplete() {
    ended = true;
  }

  void checkAtRest() {
    check(ended, "never ended");
    SearchEvent.Done end = done;
    if (refused) {
      return;
    }
    check(end != null, "completed without Done");
    if (end == null || end.limitReached()) {
      return;
    }
    long upper = options.newestFirst() ? options.from() : options.to();
    long lower = options.newestFirst() ? options.to() : options.from();
    long until = upper == 0 ? keptAtFirst : Math.min(upper, keptAtFirst);
    for (PrintedLine line : program.printed()) {
      boolean due =
          line.start() >= lower
              && line.end() <= until
              && line.text().contains(options.pattern())
              && skipped.stream()
                  .noneMatch(gap -> gap.from() < line.end() && gap.to() > line.start());
      check(!due || found.contains(line.start()), "did not find " + line);
    }
  }

  private void check(boolean holds, String what) {
    if (!holds) {
      simulation.fail("search in " + program.terminalId() + ": " + what);
    }
  }
}
