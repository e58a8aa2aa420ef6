package dev.muxwire.conformance.broken;

import static dev.muxwire.conformance.broken.NamedFault.changes;
import static dev.muxwire.conformance.broken.NamedFault.drops;
import static dev.muxwire.conformance.broken.NamedFault.ignores;
import static dev.muxwire.conformance.broken.NamedFault.losesSecond;
import static dev.muxwire.conformance.broken.NamedFault.mishears;
import static dev.muxwire.conformance.broken.NamedFault.repeats;
import static dev.muxwire.conformance.broken.NamedFault.saysMany;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.List;

/** Servers that are wrong about scrollback and searches. */
final class HistoryFaults {
  private HistoryFaults() {}

  static List<NamedFault> all() {
    return List.of(
        losesSecond(
            "loses-a-page",
            f -> f.hasScrollbackPage() && !f.getScrollbackPage().getData().isEmpty()),
        changes(
            "changes-a-byte-of-history",
            f -> !f.getScrollbackPage().getData().isEmpty(),
            frame -> {
              byte[] data = frame.getScrollbackPage().getData().toByteArray();
              data[0] ^= 1;
              frame.getScrollbackPageBuilder().setData(ByteString.copyFrom(data));
            }),
        mishears(
            "takes-any-range",
            f -> f.getFetchScrollback().hasBytes(),
            frame -> frame.getFetchScrollbackBuilder().getBytesBuilder().setFrom(0).setTo(0)),
        mishears(
            "fetches-a-byte-more",
            f -> f.getFetchScrollback().getBytes().getTo() > 0,
            frame -> {
              var range = frame.getFetchScrollbackBuilder().getBytesBuilder();
              range.setTo(range.getTo() + 1);
            }),
        drops("never-ends-history", ServerFrame.Builder::hasCloseStream),
        changes(
            "numbers-lines-from-1",
            f -> f.getScrollbackPage().hasFirstLine(),
            frame ->
                frame
                    .getScrollbackPageBuilder()
                    .setFirstLine(frame.getScrollbackPage().getFirstLine() + 1)),
        changes(
            "numbers-the-first-page-alone",
            f -> !f.getScrollbackPage().getData().isEmpty(),
            frame -> frame.getScrollbackPageBuilder().clearFirstLine()),
        drops("leaves-the-first-page-out", f -> f.getScrollbackPage().hasEndLine()),
        changes(
            "tells-another-end-line",
            f -> f.getScrollbackPage().hasEndLine(),
            frame -> frame.getScrollbackPageBuilder().setEndLine(99)),
        mishears(
            "ignores-lines-before",
            f -> f.getFetchScrollback().hasLines(),
            frame -> frame.getFetchScrollbackBuilder().getLinesBuilder().setBefore(0)),
        mishears(
            "ignores-lines-after",
            f -> f.getFetchScrollback().hasLines(),
            frame -> frame.getFetchScrollbackBuilder().getLinesBuilder().setAfter(0)),
        mishears(
            "ignores-an-offset-beside-a-line",
            f -> f.getFetchScrollback().getLines().hasLine(),
            frame -> frame.getFetchScrollbackBuilder().getLinesBuilder().clearOffset()),
        mishears(
            "ignores-times",
            ClientFrame.Builder::hasFetchScrollback,
            frame -> frame.getFetchScrollbackBuilder().clearWithTimes()),
        changes(
            "tells-other-times",
            f -> f.getScrollbackPage().hasElapsedUs(),
            frame -> frame.getScrollbackPageBuilder().setElapsedUs(1)),
        saysMany(
            "tells-the-exit-of-any-range",
            () ->
                frame -> {
                  boolean first =
                      frame.getScrollbackPage().hasElapsedUs()
                          && frame.getScrollbackPage().getOffset() == 0;
                  ServerFrame.Builder exit =
                      ServerFrame.newBuilder().setStreamId(frame.getStreamId());
                  exit.getExitedBuilder().setOffset(4);
                  return first ? List.of(frame, exit.build()) : List.of(frame);
                }),
        mishears(
            "has-all-features",
            ClientFrame.Builder::hasHello,
            frame -> frame.getHelloBuilder().addFeatures("search").addFeatures("scrollback-lines")),
        drops("finds-nothing", ServerFrame.Builder::hasSearchMatch),
        repeats("finds-everything-twice", ServerFrame::hasSearchMatch),
        mishears(
            "searches-forwards-alone",
            ClientFrame.Builder::hasSearchScrollback,
            frame -> frame.getSearchScrollbackBuilder().clearBackwards()),
        mishears(
            "minds-the-case",
            ClientFrame.Builder::hasSearchScrollback,
            frame -> frame.getSearchScrollbackBuilder().clearIgnoreCase()),
        mishears(
            "takes-text-for-patterns",
            ClientFrame.Builder::hasSearchScrollback,
            frame -> frame.getSearchScrollbackBuilder().clearLiteral()),
        mishears(
            "searches-everything",
            ClientFrame.Builder::hasSearchScrollback,
            frame -> frame.getSearchScrollbackBuilder().clearFrom().clearTo()),
        mishears(
            "ignores-search-limits",
            ClientFrame.Builder::hasSearchScrollback,
            frame -> frame.getSearchScrollbackBuilder().clearLimit()),
        mishears(
            "takes-any-pattern",
            ClientFrame.Builder::hasSearchScrollback,
            frame -> {
              String pattern = frame.getSearchScrollback().getPattern();
              if (pattern.isEmpty() || pattern.startsWith("(") || pattern.length() > 1 << 10) {
                frame.getSearchScrollbackBuilder().setPattern("x");
              }
            }),
        drops("tells-no-progress", ServerFrame.Builder::hasSearchProgress),
        drops("ends-searches-without-done", ServerFrame.Builder::hasSearchDone),
        changes(
            "counts-no-matches",
            ServerFrame.Builder::hasSearchDone,
            frame -> frame.getSearchDoneBuilder().clearMatches()),
        changes(
            "misplaces-matches",
            ServerFrame.Builder::hasSearchMatch,
            frame -> frame.getSearchMatchBuilder().setMatchStart(1).setLineOffset(1)),
        ignores(
            "loses-long-patterns", f -> f.getSearchScrollback().getPattern().length() == 1 << 10),
        ignores("loses-large-search-limits", f -> f.getSearchScrollback().getLimit() == 10_000),
        ignores(
            "backtracks-for-ever", f -> f.getSearchScrollback().getPattern().equals("^(a+)+$b")));
  }
}
