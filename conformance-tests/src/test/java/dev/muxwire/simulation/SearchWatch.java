package dev.muxwire.simulation;

import dev.muxwire.client.SearchEvent;
import dev.muxwire.client.SearchOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One search: finds every line with the word that it can have read, once, in order, as seen. */
final class SearchWatch extends HistoryWatch<SearchEvent> {
  private final SearchOptions options;

  private final Set<Long> found = new HashSet<>();
  private final List<SearchEvent.Skipped> skipped = new ArrayList<>();
  private SearchEvent.@Nullable Match latest;
  private SearchEvent.@Nullable Done done;

  SearchWatch(Simulation simulation, FakeProgram program, SearchOptions options, int eventsAtOnce) {
    super(simulation, program, "search", eventsAtOnce);
    this.options = options;
  }

  @Override
  void take(SearchEvent event) {
    check(done == null, () -> "something came behind its end: " + event);
    if (event instanceof SearchEvent.Match match) {
      match(match);
    } else if (event instanceof SearchEvent.Skipped gap) {
      skipped.add(gap);
    } else if (event instanceof SearchEvent.Done end) {
      done = end;
    }
  }

  private void match(SearchEvent.Match match) {
    check(match.end() > purgedAtFirst, () -> "found what was purged: " + match);
    check(match.line().contains(options.pattern()), () -> "a line without the word: " + match);
    SearchEvent.Match before = latest;
    boolean inOrder =
        before == null
            || (options.newestFirst()
                ? match.offset() < before.offset()
                : match.offset() > before.offset());
    check(inOrder, () -> match + " came after " + before);
    latest = match;
    PrintedLine printed = program.printedAt(match.offset());
    if (printed != null) {
      found.add(match.offset());
      boolean whole = match.end() >= printed.end();
      check(
          !whole || match.line().equals(printed.text()),
          () -> "\"" + match.line() + "\" is what was seen of \"" + printed.text() + "\"");
    }
  }

  @Override
  void checkWhole() {
    SearchEvent.Done end = done;
    if (isRefused()) {
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
      check(!due || found.contains(line.start()), () -> "did not find " + line);
    }
  }
}
