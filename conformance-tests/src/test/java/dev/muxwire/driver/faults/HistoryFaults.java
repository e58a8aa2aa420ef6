package dev.muxwire.driver.faults;

import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.proto.v1.ByteRange;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.List;

/** Scrollback and search. */
final class HistoryFaults {
  private HistoryFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.changes(
            "fetches-everything",
            frame -> frame.getFetchScrollback().hasBytes(),
            frame ->
                frame.toBuilder()
                    .setFetchScrollback(
                        frame.getFetchScrollback().toBuilder()
                            .setBytes(ByteRange.getDefaultInstance()))
                    .build()),
        Fault.ignores("gets-no-pages", ServerFrame::hasScrollbackPage),
        Fault.tells("counts-lines-from-one", HistoryFaults::fromOne),
        Fault.mistakes(
            "asks-whatever-the-server-has",
            ServerFrame::hasWelcome,
            frame ->
                frame.toBuilder()
                    .setWelcome(
                        frame.getWelcome().toBuilder()
                            .clearFeatures()
                            .addAllFeatures(Frames.FEATURES))
                    .build()),
        Fault.changesLater(
            "searches-anew",
            ClientFrame::hasSearchScrollback,
            frame ->
                frame.toBuilder()
                    .setSearchScrollback(frame.getSearchScrollback().toBuilder().clearFrom())
                    .build()),
        Fault.mistakes(
            "tells-first-matches-alone",
            ServerFrame::hasSearchMatch,
            frame ->
                frame.toBuilder()
                    .setSearchMatch(frame.getSearchMatch().toBuilder().clearMoreMatches())
                    .build()),
        Fault.ignores("tells-no-end-of-a-search", ServerFrame::hasSearchDone));
  }

  private static DriverEvent fromOne(DriverEvent event) {
    if (!event.getTerminal().hasLineNumber()) {
      return event;
    }
    DriverEvent.Builder changed = event.toBuilder();
    var number = changed.getTerminalBuilder().getLineNumberBuilder();
    number.setLine(number.getLine() + 1);
    return changed.build();
  }
}
