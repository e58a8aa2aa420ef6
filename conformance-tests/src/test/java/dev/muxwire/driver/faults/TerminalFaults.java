package dev.muxwire.driver.faults;

import com.google.protobuf.ByteString;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.peer.CreditBook;
import dev.muxwire.conformance.client.peer.Tamper;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.conformance.proto.v1.Terminal;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.Attached;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Credit;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Output;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.TerminalCursor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Viewers of terminals, and what they grant. */
final class TerminalFaults {
  private static final long WINDOW_BYTES = 16 << 10;

  private TerminalFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.changes(
            "attaches-without-options",
            ClientFrame::hasAttach,
            attach(attach -> attach.clearMode().clearMaxLagBytes())),
        terminal(
            "tells-no-live-from",
            terminal -> {
              if (terminal.hasAttached()) {
                terminal.getAttachedBuilder().clearLiveFrom();
              }
            }),
        terminal(
            "loses-the-last-byte",
            terminal -> {
              if (terminal.hasOutput() && terminal.getOutput().getData().size() > 1) {
                ByteString data = terminal.getOutput().getData();
                terminal.getOutputBuilder().setData(data.substring(0, data.size() - 1));
              }
            }),
        terminal("knows-no-history", Terminal.Builder::clearHistory),
        Fault.mistakes(
            "counts-in-doubles",
            ServerFrame::hasOutput,
            output(output -> output.setOffset((long) (double) output.getOffset()))),
        Fault.takes("shows-repeated-bytes", () -> continued(true)),
        Fault.takes("passes-over-gaps", () -> continued(false)),
        Fault.ignores("ignores-skipped", ServerFrame::hasSkipped),
        Fault.takes("begins-anew-with-each-attached", TerminalFaults::beginsAnew),
        Fault.ignores("ignores-resized", ServerFrame::hasResized),
        Fault.ignores("ignores-exited", ServerFrame::hasExited),
        Fault.omits("closes-no-streams", ClientFrame::hasCloseStream),
        Fault.changesLater(
            "resumes-a-byte-late",
            frame -> frame.getAttach().hasCursor(),
            cursor(cursor -> cursor.setOffset(cursor.getOffset() + 1))),
        Fault.changesLater(
            "resumes-from-the-screen",
            frame -> frame.getAttach().getFromCase() == Attach.FromCase.START,
            attach(Attach.Builder::clearFrom)),
        new Fault("resumes-from-what-it-received", ResumesReceived::new),
        Fault.changes(
            "attaches-without-cursor",
            frame -> frame.getAttach().hasCursor(),
            attach(Attach.Builder::clearCursor)),
        Fault.changesLater(
            "resumes-in-the-first-epoch",
            frame -> frame.getAttach().hasCursor(),
            cursor(cursor -> cursor.setLogEpoch(Frames.LOG_EPOCH))),
        Fault.omits("grants-nothing", ClientFrame::hasCredit),
        new Fault("counts-data-alone", CountsData::new),
        new Fault("grants-late", GrantsLate::new),
        new Fault("grants-what-it-received", GrantsReceived::new),
        Fault.changesLater(
            "goes-on-counting",
            ClientFrame::hasCredit,
            credit(credit -> credit.setLimitBytes(credit.getLimitBytes() + 6 * WINDOW_BYTES))),
        new Fault("grants-on-each-connection-at-once", GrantsAtOnce::new),
        Fault.omits(
            "lets-credit-be-exceeded",
            frame -> frame.getError().getCode() == ErrorCode.ERROR_CODE_CREDIT_EXCEEDED),
        Fault.mistakes(
            "tries-again-for-ever",
            frame -> frame.hasError() && frame.getStreamId() != 0,
            frame -> ConnectionFaults.as(frame, ErrorCode.ERROR_CODE_BUSY)),
        Fault.mistakes(
            "gives-streams-up",
            frame -> frame.hasError() && frame.getStreamId() != 0,
            frame -> ConnectionFaults.as(frame, ErrorCode.ERROR_CODE_NOT_FOUND)));
  }

  private static UnaryOperator<ClientFrame> attach(UnaryOperator<Attach.Builder> change) {
    return frame ->
        frame.toBuilder().setAttach(change.apply(frame.getAttach().toBuilder())).build();
  }

  private static UnaryOperator<ClientFrame> cursor(UnaryOperator<TerminalCursor.Builder> change) {
    return attach(attach -> attach.setCursor(change.apply(attach.getCursor().toBuilder())));
  }

  private static UnaryOperator<ClientFrame> credit(UnaryOperator<Credit.Builder> change) {
    return frame ->
        frame.toBuilder().setCredit(change.apply(frame.getCredit().toBuilder())).build();
  }

  private static UnaryOperator<ServerFrame> output(UnaryOperator<Output.Builder> change) {
    return frame ->
        frame.toBuilder().setOutput(change.apply(frame.getOutput().toBuilder())).build();
  }

  private interface Telling {
    void change(Terminal.Builder terminal);
  }

  private static Fault terminal(String name, Telling telling) {
    return Fault.tells(
        name,
        event -> {
          if (!event.hasTerminal()) {
            return event;
          }
          DriverEvent.Builder changed = event.toBuilder();
          telling.change(changed.getTerminalBuilder());
          return changed.build();
        });
  }

  /** Output elsewhere than where it was due is taken as what was due. */
  private static Fault.Received continued(boolean repeated) {
    Map<String, Long> due = new HashMap<>();
    return (connection, frame) -> {
      String stream = connection + " " + frame.getStreamId();
      if (frame.hasAttached()) {
        due.putIfAbsent(stream, frame.getAttached().getStart());
      } else if (frame.hasSkipped()) {
        due.remove(stream);
      }
      if (!frame.hasOutput()) {
        return List.of(frame);
      }
      long offset = frame.getOutput().getOffset();
      long at = due.getOrDefault(stream, offset);
      boolean moves = repeated ? offset < at : offset > at;
      long taken = moves ? at : offset;
      due.put(stream, Math.max(at, taken + frame.getOutput().getData().size()));
      return List.of(output(output -> output.setOffset(taken)).apply(frame));
    };
  }

  private static Fault.Received beginsAnew() {
    Set<String> begun = new HashSet<>();
    return (connection, frame) -> {
      boolean again = frame.hasAttached() && !begun.add(connection + " " + frame.getStreamId());
      if (!again) {
        return List.of(frame);
      }
      Attached.Builder attached = frame.getAttached().toBuilder();
      return List.of(
          frame.toBuilder().setAttached(attached.setLogEpoch(attached.getLogEpoch() ^ 1)).build());
    };
  }

  /** Knows where the output of the latest connection ends. */
  private static final class ResumesReceived implements Tamper {
    private long end;

    @Override
    public List<List<ServerFrame>> toClient(int connection, List<ServerFrame> packet) {
      packet.stream()
          .filter(ServerFrame::hasOutput)
          .map(ServerFrame::getOutput)
          .forEach(output -> end = Math.max(end, output.getOffset() + output.getData().size()));
      return List.of(packet);
    }

    @Override
    public List<List<ClientFrame>> fromClient(int connection, List<ClientFrame> packet) {
      return List.of(
          packet.stream()
              .map(
                  frame ->
                      connection > 1 && frame.getAttach().hasCursor()
                          ? cursor(cursor -> cursor.setOffset(end)).apply(frame)
                          : frame)
              .toList());
    }
  }

  /** Knows what each stream of the latest connection was sent. */
  private abstract static class Spending implements Tamper {
    private final Map<Integer, Long> costs = new HashMap<>();
    private final Map<Integer, Long> data = new HashMap<>();
    private int latest;

    @Override
    public List<List<ServerFrame>> toClient(int connection, List<ServerFrame> packet) {
      if (connection != latest) {
        latest = connection;
        costs.clear();
        data.clear();
      }
      for (ServerFrame frame : packet) {
        costs.merge(frame.getStreamId(), CreditBook.cost(frame), Long::sum);
        data.merge(frame.getStreamId(), (long) frame.getOutput().getData().size(), Long::sum);
      }
      return List.of(packet);
    }

    long cost(int stream) {
      return costs.getOrDefault(stream, 0L);
    }

    long overhead(int stream) {
      return cost(stream) - data.getOrDefault(stream, 0L);
    }
  }

  private static final class CountsData extends Spending {
    private long highest;

    @Override
    public List<List<ClientFrame>> fromClient(int connection, List<ClientFrame> packet) {
      return List.of(packet.stream().map(this::changed).toList());
    }

    private ClientFrame changed(ClientFrame frame) {
      long overhead = overhead(frame.getStreamId());
      if (!frame.hasCredit() || overhead < WINDOW_BYTES) {
        return frame;
      }
      highest = Math.max(highest, frame.getCredit().getLimitBytes() - overhead);
      return credit(credit -> credit.setLimitBytes(highest)).apply(frame);
    }
  }

  private static final class GrantsLate extends Spending {
    private static final double LATE = 0.7;
    private long granted = WINDOW_BYTES;

    @Override
    public List<List<ClientFrame>> fromClient(int connection, List<ClientFrame> packet) {
      List<ClientFrame> kept =
          packet.stream()
              .filter(frame -> !frame.hasCredit() || cost(frame.getStreamId()) > LATE * granted)
              .toList();
      kept.stream()
          .filter(ClientFrame::hasCredit)
          .forEach(frame -> granted = frame.getCredit().getLimitBytes());
      return kept.isEmpty() ? List.of() : List.of(kept);
    }
  }

  private static final class GrantsReceived extends Spending {
    @Override
    public List<List<ClientFrame>> fromClient(int connection, List<ClientFrame> packet) {
      boolean due = cost(1) > WINDOW_BYTES / 2 && packet.stream().anyMatch(ClientFrame::hasPong);
      return due
          ? List.of(
              packet,
              List.of(
                  ClientFrame.newBuilder()
                      .setStreamId(1)
                      .setCredit(Credit.newBuilder().setLimitBytes(cost(1) + 2 * WINDOW_BYTES))
                      .build()))
          : List.of(packet);
    }
  }

  /** Grants on a new connection what it had granted on the one before. */
  private static final class GrantsAtOnce implements Tamper {
    private final Map<Integer, Long> before = new HashMap<>();
    private int latest = 1;

    @Override
    public List<List<ClientFrame>> fromClient(int connection, List<ClientFrame> packet) {
      packet.stream()
          .filter(ClientFrame::hasCredit)
          .forEach(frame -> before.put(frame.getStreamId(), frame.getCredit().getLimitBytes()));
      boolean due =
          connection > latest
              && before.containsKey(1)
              && packet.stream().anyMatch(ClientFrame::hasPong);
      if (!due) {
        return List.of(packet);
      }
      latest = connection;
      return List.of(
          packet,
          List.of(
              ClientFrame.newBuilder()
                  .setStreamId(1)
                  .setCredit(Credit.newBuilder().setLimitBytes(before.getOrDefault(1, 0L)))
                  .build()));
    }
  }
}
