package dev.muxwire.conformance.server;

import static dev.muxwire.conformance.ConformanceCase.must;
import static dev.muxwire.conformance.ConformanceCase.should;
import static dev.muxwire.conformance.server.Frames.lines;
import static dev.muxwire.conformance.server.Frames.range;
import static dev.muxwire.conformance.server.Frames.scrollback;
import static dev.muxwire.conformance.server.Frames.search;
import static dev.muxwire.conformance.server.Frames.stream;
import static dev.muxwire.conformance.server.Frames.zero;
import static dev.muxwire.conformance.server.ServerScene.done;
import static dev.muxwire.conformance.server.ServerScene.require;
import static dev.muxwire.conformance.server.ServerScene.same;

import com.google.protobuf.ByteString;
import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.exchange.MessageText;
import dev.muxwire.conformance.server.peer.Peer;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.LineRange;
import dev.muxwire.proto.v1.PurgeTerminal;
import dev.muxwire.proto.v1.ScrollbackPage;
import dev.muxwire.proto.v1.SearchEnd;
import dev.muxwire.proto.v1.SearchMatch;
import dev.muxwire.proto.v1.SearchScrollback;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SkipReason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Scrollback by bytes, lines and with times; and searches. */
final class HistoryCases {
  private static final int OUTPUT_BYTES = 150_000;
  private static final String TEXT = "zero\none\ntwo";
  private static final int PATTERN_BYTES = 1 << 10;
  private static final int MOST_LINES = 10_000;
  private static final long PROGRESS_NANOS = 500_000_000;

  private HistoryCases() {}

  static List<ConformanceCase<ServerScene>> cases() {
    List<ConformanceCase<ServerScene>> all = new ArrayList<>();
    all.addAll(bytes());
    all.addAll(byLines());
    all.addAll(withTimes());
    all.addAll(searches());
    return all;
  }

  private static HostedTerminal printed(ServerScene scene, ByteString output) {
    HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
    terminal.printDurably(output);
    return terminal;
  }

  /** All frames of a stream up to its CloseStream, which is left out. */
  private static List<ServerFrame> all(Peer peer, int stream) {
    List<ServerFrame> frames = new ArrayList<>();
    while (true) {
      ServerFrame frame = peer.next(stream, "CloseStream");
      if (frame.hasCloseStream()) {
        return frames;
      }
      if (frame.hasError()) {
        throw Breach.of("CloseStream was due, and came: " + MessageText.of(frame));
      }
      frames.add(frame);
    }
  }

  private static ByteString data(List<ServerFrame> frames) {
    ByteString data = ByteString.EMPTY;
    for (ServerFrame frame : frames) {
      data = data.concat(frame.getScrollbackPage().getData());
    }
    return data;
  }

  private static List<ServerFrame> fetch(Peer peer, FetchScrollback.Builder fetch) {
    int stream = peer.newStream();
    peer.send(stream(stream).setFetchScrollback(fetch));
    return all(peer, stream);
  }

  private static FetchScrollback.Builder of(HostedTerminal terminal) {
    return scrollback(terminal.workspace().name(), terminal.id());
  }

  // ---- by bytes

  private static List<ConformanceCase<ServerScene>> bytes() {
    return List.of(
        page("whole", "a range from 0 to 0 is all there is", 0, 0),
        page("middle", "a range in the middle comes exactly", 70_000, 131_073),
        page("one-byte", "a range of one byte comes exactly", 65_535, 65_536),
        page("to-the-end", "a range without an end goes to the end", 149_000, 0),
        must(
            "history/bytes/backwards",
            "ERROR-2 PROTOCOL#scrollback",
            "a range that goes backwards is INVALID_ARGUMENT",
            refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, fetch -> fetch.setBytes(range(9, 3)))),
        must(
            "history/bytes/not-found",
            "ERROR-2 PROTOCOL#scrollback",
            "scrollback of a terminal that is not there is NOT_FOUND",
            refused(
                ErrorCode.ERROR_CODE_NOT_FOUND,
                fetch -> fetch.setTerminalId("none").setBytes(range(0, 0)))),
        must(
            "history/bytes/purged",
            "PURGE-1",
            "erased bytes are told as Skipped",
            scene -> {
              HostedTerminal terminal = printed(scene, Texts.lines(5_000));
              purge(terminal, 2_000);
              List<ServerFrame> frames =
                  fetch(scene.welcomed(), of(terminal).setBytes(range(0, 0)));
              var skipped = frames.get(0).getSkipped();
              same(2_000L, skipped.getTo(), "where it goes on");
              require(
                  skipped.getReason() == SkipReason.SKIP_REASON_PURGED
                      || skipped.getReason() == SkipReason.SKIP_REASON_RETENTION,
                  "the reason is " + skipped.getReason());
              same(Texts.lines(5_000).substring(2_000), data(frames), "what is left");
            }),
        must(
            "history/bytes/cancelled",
            "STREAM-2 PROTOCOL#scrollback",
            "CloseStream ends it: nothing more comes",
            scene -> {
              HostedTerminal terminal = printed(scene, Texts.noise(1_000_000));
              Peer peer = scene.welcomed();
              peer.grantNothing();
              peer.send(stream(1).setFetchScrollback(of(terminal).setBytes(range(0, 0))));
              peer.expect(1, ServerFrame.BodyCase.SCROLLBACK_PAGE);
              peer.send(Frames.closeStream(1));
              peer.alive();
              while (peer.takeIfThere(1, frame -> true) != null) {} // what was in flight
              peer.send(Frames.credit(1, 1 << 30));
              peer.silent(1);
            }));
  }

  private static dev.muxwire.conformance.Script<ServerScene> refused(
      ErrorCode code, Consumer<FetchScrollback.Builder> change, String... features) {
    return scene -> {
      HostedTerminal terminal = printed(scene, ByteString.copyFromUtf8(TEXT));
      FetchScrollback.Builder fetch = of(terminal);
      change.accept(fetch);
      Peer peer = features.length == 0 ? scene.welcomed() : scene.welcomedWith(features);
      peer.send(stream(1).setFetchScrollback(fetch));
      peer.refused(1, code);
      peer.alive();
    };
  }

  private static ConformanceCase<ServerScene> page(String name, String title, long from, long to) {
    return must(
        "history/bytes/" + name,
        "OUTPUT-1 PROTOCOL#scrollback",
        title,
        scene -> {
          ByteString output = Texts.lines(OUTPUT_BYTES);
          HostedTerminal terminal = printed(scene, output);
          List<ServerFrame> frames =
              fetch(scene.welcomed(), of(terminal).setBytes(range(from, to)));
          same(from, frames.get(0).getScrollbackPage().getOffset(), "where the first page begins");
          ByteString due = output.substring((int) from, to == 0 ? OUTPUT_BYTES : (int) to);
          if (!due.equals(data(frames))) {
            throw Breach.of(Texts.difference(due, data(frames)));
          }
        });
  }

  private static void purge(HostedTerminal terminal, long before) {
    Peer peer = terminal.workspace().peer();
    long seq = peer.nextRequest();
    peer.send(
        zero()
            .setPurgeTerminal(
                PurgeTerminal.newBuilder()
                    .setRequestSeq(seq)
                    .setWorkspace(terminal.workspace().name())
                    .setTerminalId(terminal.id())
                    .setBeforeOffset(before)));
    done(peer.answer(seq));
  }

  // ---- by lines: the table of docs/PROTOCOL.md

  private static List<ConformanceCase<ServerScene>> byLines() {
    return List.of(
        lineRange("around-offset", "LINES-1", lines(1, 1).setOffset(6), 0, 0, 2, "zero\none\n"),
        lineRange("before-line", "LINES-1", lines(1, 0).setLine(1), 0, 0, 1, "zero\n"),
        lineRange("from-line", "LINES-1", lines(0, 9).setLine(1), 1, 5, 3, "one\ntwo"),
        lineRange("beyond-end", "LINES-2", lines(2, 0).setLine(99), 1, 5, 3, "one\ntwo"),
        lineRange("last", "LINES-2", lines(100, 0).setOffset(-1), 0, 0, 3, TEXT),
        lineRange("place-only", "LINES-3", lines(0, 0).setOffset(6), 1, 5, 1, ""),
        must(
            "history/lines/every-page-numbered",
            "LINES-4",
            "every page tells the number of its first line",
            scene -> {
              ByteString output = Texts.lines(OUTPUT_BYTES);
              HostedTerminal terminal = printed(scene, output);
              List<ServerFrame> frames =
                  fetch(
                      scene.welcomedWith("scrollback-lines"),
                      of(terminal).setLines(lines(0, 1_000_000)));
              for (ServerFrame frame : frames) {
                ScrollbackPage page = frame.getScrollbackPage();
                require(page.hasFirstLine(), "a page without first_line");
                same(
                    lineOf(output, page.getOffset()),
                    page.getFirstLine(),
                    "the line of offset " + page.getOffset());
              }
              same(output, data(frames), "all lines");
            }),
        must(
            "history/lines/purged",
            "LINES-2",
            "lines that are not retained are left out without Skipped; of the oldest the rest"
                + " comes",
            scene -> {
              HostedTerminal terminal = printed(scene, ByteString.copyFromUtf8(TEXT));
              purge(terminal, 6);
              List<ServerFrame> frames =
                  fetch(
                      scene.welcomedWith("scrollback-lines"),
                      of(terminal).setLines(lines(0, 10).setLine(0)));
              require(frames.stream().allMatch(ServerFrame::hasScrollbackPage), "no Skipped comes");
              same(1L, frames.get(0).getScrollbackPage().getFirstLine(), "the first line");
              same(ByteString.copyFromUtf8("ne\ntwo"), data(frames), "what is left");
            }),
        must(
            "history/lines/line-and-offset",
            "LINES-5",
            "line and offset together are INVALID_ARGUMENT",
            refused(
                ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
                fetch -> fetch.setLines(lines(1, 1).setLine(1).setOffset(6)),
                "scrollback-lines")),
        must(
            "history/lines/not-negotiated",
            "STREAM-4 PROTOCOL#handshake",
            "lines without the feature are UNSUPPORTED",
            refused(ErrorCode.ERROR_CODE_UNSUPPORTED, fetch -> fetch.setLines(lines(1, 1)))));
  }

  private static long lineOf(ByteString output, long offset) {
    long line = 0;
    for (int i = 0; i < offset; i++) {
      if (output.byteAt(i) == '\n') {
        line++;
      }
    }
    return line;
  }

  private static ConformanceCase<ServerScene> lineRange(
      String name,
      String requirement,
      LineRange.Builder lines,
      long firstLine,
      long offset,
      long endLine,
      String due) {
    return must(
        "history/lines/" + name,
        requirement.equals("LINES-3") ? requirement : requirement + " LINES-3",
        "of 'zero, one, two' the lines {"
            + MessageText.of(lines.build())
            + "} begin with number "
            + firstLine,
        scene -> {
          HostedTerminal terminal = printed(scene, ByteString.copyFromUtf8(TEXT));
          List<ServerFrame> frames =
              fetch(scene.welcomedWith("scrollback-lines"), of(terminal).setLines(lines));
          ScrollbackPage first = frames.get(0).getScrollbackPage();
          require(first.getData().isEmpty(), "the first page has data");
          same(firstLine, first.getFirstLine(), "first_line");
          same(offset, first.getOffset(), "the offset where the answer begins");
          same(endLine, first.getEndLine(), "end_line");
          same(ByteString.copyFromUtf8(due), data(frames), "the lines");
        });
  }

  // ---- with times

  private static List<ConformanceCase<ServerScene>> withTimes() {
    return List.of(
        must(
            "history/times/each-output",
            "TIMES-1",
            "with_times a page is of one PublishOutput, and tells its elapsed_us",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              for (int i = 0; i < 10; i++) {
                terminal.print("output " + i + "\n");
              }
              terminal.resized(Frames.size(90, 20));
              terminal.exited(0);
              terminal
                  .host()
                  .find(terminal.publishStream(), "the exit", f -> f.getPublishAck().getExited());
              List<ServerFrame> frames =
                  fetch(scene.welcomed(), of(terminal).setBytes(range(0, 0)).setWithTimes(true));
              for (int i = 0; i < 10; i++) {
                ScrollbackPage page = frames.get(i).getScrollbackPage();
                same(
                    ByteString.copyFromUtf8("output " + i + "\n"),
                    page.getData(),
                    "the bytes of page " + i);
                same(1_000L * (i + 1), page.getElapsedUs(), "elapsed_us of page " + i);
              }
              require(frames.get(10).getResized().hasElapsedUs(), "Resized with its time");
              require(frames.get(11).getExited().hasElapsedUs(), "Exited with its time");
              same(12, frames.size(), "frames");
            }),
        must(
            "history/times/range-before-end",
            "TIMES-2",
            "a range that ends before the log does brings no Exited",
            scene -> {
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              terminal.print("one\n");
              terminal.print("two\n");
              terminal.exited(0);
              terminal
                  .host()
                  .find(terminal.publishStream(), "the exit", f -> f.getPublishAck().getExited());
              List<ServerFrame> frames =
                  fetch(scene.welcomed(), of(terminal).setBytes(range(0, 4)).setWithTimes(true));
              same(1, frames.size(), "frames");
              same(ByteString.copyFromUtf8("one\n"), data(frames), "the bytes");
            }));
  }

  // ---- searches

  private static final String LOG =
      "alpha one\nbeta two\n\033[31merror\033[0m three\nalpha four\n10%\r20%\rerror done\nend";

  private static List<ConformanceCase<ServerScene>> searches() {
    return List.of(
        found("forwards", "SEARCH-1", "alpha", s -> {}, "alpha one", "alpha four"),
        found(
            "backwards", "SEARCH-1", "alpha", s -> s.setBackwards(true), "alpha four", "alpha one"),
        found("as-seen", "SEARCH-1", "^error", s -> {}, "error three", "error done"),
        found(
            "ignore-case",
            "SEARCH-1",
            "ALPHA",
            s -> s.setIgnoreCase(true),
            "alpha one",
            "alpha four"),
        found("literal", "SEARCH-1", "t.o", s -> s.setLiteral(true)),
        found("range", "SEARCH-3", "alpha", s -> s.setFrom(5), "alpha four"),
        found("range-to", "SEARCH-3", "alpha", s -> s.setTo(15), "alpha one"),
        must(
            "history/search/place",
            "SEARCH-1",
            "a match tells its line's bytes and its characters",
            scene -> {
              HostedTerminal terminal = printed(scene, ByteString.copyFromUtf8(LOG));
              Peer peer = scene.welcomedWith("search");
              peer.send(stream(1).setSearchScrollback(of(terminal, "two")));
              SearchMatch match = matches(all(peer, 1)).get(0);
              same(10L, match.getLineOffset(), "line_offset");
              same(19L, match.getLineEnd(), "line_end");
              same(5, match.getMatchStart(), "match_start");
              same(8, match.getMatchEnd(), "match_end");
            }),
        must(
            "history/search/limit-and-on",
            "SEARCH-2",
            "a search that ends at its limit goes on from next_offset, and finds nothing twice",
            scene -> {
              HostedTerminal terminal = printed(scene, ByteString.copyFromUtf8(LOG));
              Peer peer = scene.welcomedWith("search");
              peer.send(stream(1).setSearchScrollback(of(terminal, "alpha").setLimit(1)));
              List<ServerFrame> first = all(peer, 1);
              var end = first.get(first.size() - 1).getSearchDone();
              same(SearchEnd.SEARCH_END_LIMIT, end.getReason(), "why it ended");
              same("alpha one", matches(first).get(0).getLine(), "the first match");
              peer.send(
                  stream(2)
                      .setSearchScrollback(of(terminal, "alpha").setFrom(end.getNextOffset())));
              List<SearchMatch> rest = matches(all(peer, 2));
              same(1, rest.size(), "matches of the search that goes on");
              same("alpha four", rest.get(0).getLine(), "the second match");
            }),
        searchRefused(
            "bad-pattern",
            "SEARCH-5",
            ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
            s -> s.setPattern("(unclosed")),
        searchRefused(
            "exploding-pattern",
            "SEARCH-5",
            ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
            s -> s.setPattern("((a{100}){100}){100}")),
        searchRefused(
            "empty-pattern",
            "SEARCH-5",
            ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
            s -> s.setPattern("")),
        searchRefused(
            "long-pattern",
            "SEARCH-6",
            ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
            s -> s.setPattern("a".repeat(PATTERN_BYTES + 1))),
        searchRefused(
            "large-limit",
            "SEARCH-6",
            ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
            s -> s.setLimit(MOST_LINES + 1)),
        found("longest-pattern", "SEARCH-6", "x".repeat(PATTERN_BYTES), s -> {}),
        found("largest-limit", "SEARCH-6", "four", s -> s.setLimit(MOST_LINES), "alpha four"),
        must(
            "history/search/not-negotiated",
            "STREAM-4 PROTOCOL#handshake",
            "a search without the feature is UNSUPPORTED",
            scene -> {
              HostedTerminal terminal = printed(scene, ByteString.copyFromUtf8(TEXT));
              Peer peer = scene.welcomed();
              peer.send(stream(1).setSearchScrollback(of(terminal, "x")));
              peer.refused(1, ErrorCode.ERROR_CODE_UNSUPPORTED);
            }),
        must(
            "history/search/linear",
            "SEARCH-5",
            "a pattern that would take backtracking for ever is answered",
            scene -> {
              HostedTerminal terminal =
                  printed(scene, ByteString.copyFromUtf8("a".repeat(5_000) + "\n"));
              Peer peer = scene.welcomedWith("search");
              peer.send(stream(1).setSearchScrollback(of(terminal, "^(a+)+$b")));
              same(0, matches(all(peer, 1)).size(), "matches");
            }),
        should(
            "history/search/progress",
            "SEARCH-4",
            "a search that finds nothing for long sends SearchProgress",
            scene -> {
              scene.takesLong("as long as a search through 60 MB");
              HostedTerminal terminal = HostedTerminal.open(scene, scene.workspace());
              ByteString block = Texts.lines(1 << 20);
              for (int i = 0; i < 60; i++) {
                terminal.printDurably(block);
              }
              Peer peer = scene.welcomedWith("search");
              peer.send(stream(1).setSearchScrollback(of(terminal, "([a-z]?[0-9]?[ -~]?){12}zz$")));
              long beganNanos = System.nanoTime();
              ServerFrame first = peer.next(1, "SearchProgress");
              boolean quick = System.nanoTime() - beganNanos < 2 * PROGRESS_NANOS;
              require(
                  first.hasSearchProgress() || quick, "a search of 60 MB told nothing of progress");
            }));
  }

  private static SearchScrollback.Builder of(HostedTerminal terminal, String pattern) {
    return search(terminal.workspace().name(), terminal.id(), pattern);
  }

  private static List<SearchMatch> matches(List<ServerFrame> frames) {
    return frames.stream()
        .filter(ServerFrame::hasSearchMatch)
        .map(ServerFrame::getSearchMatch)
        .toList();
  }

  private static ConformanceCase<ServerScene> found(
      String name,
      String requirement,
      String pattern,
      Consumer<SearchScrollback.Builder> change,
      String... lines) {
    return must(
        "history/search/" + name,
        requirement.equals("SEARCH-2") ? requirement : requirement + " SEARCH-2",
        "a search ("
            + name
            + ") finds "
            + lines.length
            + " lines, in order, and ends in good order",
        scene -> {
          HostedTerminal terminal = printed(scene, ByteString.copyFromUtf8(LOG));
          SearchScrollback.Builder search = of(terminal, pattern);
          change.accept(search);
          Peer peer = scene.welcomedWith("search");
          peer.send(stream(1).setSearchScrollback(search));
          List<ServerFrame> frames = all(peer, 1);
          ServerFrame last = frames.get(frames.size() - 1);
          require(last.hasSearchDone(), "the last frame is no SearchDone: " + last.getBodyCase());
          same((long) lines.length, last.getSearchDone().getMatches(), "the matches that it tells");
          same(
              List.of(lines),
              matches(frames).stream().map(SearchMatch::getLine).toList(),
              "the lines");
        });
  }

  private static ConformanceCase<ServerScene> searchRefused(
      String name, String requirement, ErrorCode code, Consumer<SearchScrollback.Builder> change) {
    return must(
        "history/search/" + name,
        requirement,
        "a search with a "
            + name.replace('-', ' ')
            + " is "
            + code.toString().replace("ERROR_CODE_", ""),
        scene -> {
          HostedTerminal terminal = printed(scene, ByteString.copyFromUtf8(TEXT));
          SearchScrollback.Builder search = of(terminal, "x");
          change.accept(search);
          Peer peer = scene.welcomedWith("search");
          peer.send(stream(1).setSearchScrollback(search));
          peer.refused(1, code);
          peer.alive();
        });
  }
}
