package dev.muxwire.client.internal.core;

import dev.muxwire.client.TerminalCursor;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.proto.v1.Attached;
import dev.muxwire.proto.v1.Output;
import dev.muxwire.proto.v1.Screen;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The frames of one terminal stream as events, with the place that each leads to. */
final class TerminalEvents {
  /**
   * An event.
   *
   * @param after where the stream stands after it; null = it moves nothing
   */
  record Placed(TerminalEvent event, @Nullable TerminalCursor after) {}

  // Valid for one connection.
  private OutputPosition position = new OutputPosition(null);
  private @Nullable Attached last;

  /** Attached alone says where the output begins: no screen and no loss is told after it. */
  private boolean beginsAtAttached;

  /**
   * The stream is opened anew, at a cursor or wherever the server begins.
   *
   * @param anywhere it begins with output that was not asked for by a cursor, nor as a screen
   */
  void opened(@Nullable TerminalCursor asked, boolean anywhere) {
    position = new OutputPosition(asked);
    last = null;
    beginsAtAttached = asked == null && anywhere;
  }

  List<Placed> of(ServerFrame frame) {
    return switch (frame.getBodyCase()) {
      case ATTACHED -> attached(frame.getAttached());
      case SCREEN -> screen(frame.getScreen());
      case OUTPUT -> output(frame.getOutput());
      case SKIPPED -> {
        var skipped = frame.getSkipped();
        position.skipped(skipped);
        yield moved(
            new TerminalEvent.Skipped(
                skipped.getFrom(), skipped.getTo(), Converters.reason(skipped.getReason())));
      }
      case RESIZED ->
          still(
              new TerminalEvent.Resized(
                  frame.getResized().getOffset(), Converters.size(frame.getResized().getSize())));
      case EXITED ->
          still(
              new TerminalEvent.Exited(
                  frame.getExited().getOffset(), Converters.exit(frame.getExited().getExit())));
      default -> throw ClientStream.unexpected(frame);
    };
  }

  private List<Placed> moved(TerminalEvent event) {
    return List.of(new Placed(event, position.cursor()));
  }

  private static List<Placed> still(TerminalEvent event) {
    return List.of(new Placed(event, null));
  }

  /**
   * Moves no cursor where it announces something (a screen, lost bytes) that must come again if it
   * did not; else what is printed before anything was consumed would be missed by a reconnect.
   */
  private List<Placed> attached(Attached told) {
    Attached before = last;
    last = told;
    if (position.attached(told) || before == null) {
      TerminalCursor begins = beginsAtAttached && before == null ? position.cursor() : null;
      return List.of(new Placed(begun(told), begins));
    }
    return changes(before, told);
  }

  private static TerminalEvent begun(Attached told) {
    return new TerminalEvent.Attached(
        told.getLogEpoch(),
        told.getRetainedFrom(),
        told.getLiveFrom(),
        told.getStart(),
        Converters.size(told.getSize()),
        told.getResponder(),
        told.getSizer(),
        told.getReachable(),
        Converters.policy(told.getSizePolicy()),
        told.getWaitForReaders());
  }

  private static List<Placed> changes(Attached before, Attached told) {
    List<Placed> changes = new ArrayList<>();
    if (before.getResponder() != told.getResponder() || before.getSizer() != told.getSizer()) {
      changes.addAll(still(new TerminalEvent.RoleChanged(told.getResponder(), told.getSizer())));
    }
    if (before.getReachable() != told.getReachable()) {
      changes.addAll(still(new TerminalEvent.ReachabilityChanged(told.getReachable())));
    }
    if (before.getSizePolicy() != told.getSizePolicy()
        || before.getWaitForReaders() != told.getWaitForReaders()) {
      changes.addAll(
          still(
              new TerminalEvent.SettingsChanged(
                  Converters.policy(told.getSizePolicy()), told.getWaitForReaders())));
    }
    return changes;
  }

  private List<Placed> screen(Screen screen) {
    position.screen(screen.getOffset());
    return moved(
        new TerminalEvent.Screen(
            screen.getOffset(), Converters.size(screen.getSize()), screen.getData().toByteArray()));
  }

  /** Output across the border of history is cut there. */
  private List<Placed> output(Output output) {
    byte[] data = output.getData().toByteArray();
    int from = position.output(output.getOffset(), data.length);
    long epoch = position.cursor().logEpoch();
    long border = position.liveFrom() - output.getOffset();
    int cut = (int) Math.max(from, Math.min(data.length, border));
    List<Placed> events = new ArrayList<>(2);
    addOutput(events, epoch, output.getOffset(), data, from, cut, true);
    addOutput(events, epoch, output.getOffset(), data, cut, data.length, false);
    return events;
  }

  private static void addOutput(
      List<Placed> events,
      long epoch,
      long offset,
      byte[] data,
      int from,
      int to,
      boolean history) {
    if (from < to) {
      byte[] part =
          from == 0 && to == data.length ? data : java.util.Arrays.copyOfRange(data, from, to);
      events.add(
          new Placed(
              new TerminalEvent.Output(offset + from, part, history),
              new TerminalCursor(epoch, offset + to)));
    }
  }
}
