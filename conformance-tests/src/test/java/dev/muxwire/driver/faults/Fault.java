package dev.muxwire.driver.faults;

import com.google.protobuf.Message;
import dev.muxwire.conformance.client.peer.Tamper;
import dev.muxwire.conformance.client.peer.Upgrade;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.conformance.proto.v1.DriverRequest;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A fault of a client.
 *
 * @param name what it does wrong, in words with hyphens
 * @param tamper makes it, for one case
 */
public record Fault(String name, Supplier<Tamper> tamper) {
  private static final int FIRST = 1;

  /** What becomes of a frame on a connection; none: it is lost. */
  interface Sent extends BiFunction<Integer, ClientFrame, List<ClientFrame>> {}

  /** What becomes of a frame on a connection; none: it is lost. */
  interface Received extends BiFunction<Integer, ServerFrame, List<ServerFrame>> {}

  /** Changes what the client sends. */
  static Fault sends(String name, Supplier<Sent> change) {
    return new Fault(name, () -> new Sending(change.get()));
  }

  /** Sends some frames otherwise. */
  static Fault changes(String name, Predicate<ClientFrame> which, UnaryOperator<ClientFrame> how) {
    return sends(
        name, () -> (connection, frame) -> List.of(which.test(frame) ? how.apply(frame) : frame));
  }

  /** Sends some frames otherwise on all connections but the first. */
  static Fault changesLater(
      String name, Predicate<ClientFrame> which, UnaryOperator<ClientFrame> how) {
    return sends(
        name,
        () ->
            (connection, frame) ->
                List.of(connection > FIRST && which.test(frame) ? how.apply(frame) : frame));
  }

  /** Does not send some frames. */
  static Fault omits(String name, Predicate<ClientFrame> which) {
    return sends(name, () -> (connection, frame) -> which.test(frame) ? List.of() : List.of(frame));
  }

  /** Does not send some frames on all connections but the first. */
  static Fault omitsLater(String name, Predicate<ClientFrame> which) {
    return sends(
        name,
        () ->
            (connection, frame) ->
                connection > FIRST && which.test(frame) ? List.of() : List.of(frame));
  }

  /** Takes what it receives for something else. */
  static Fault takes(String name, Supplier<Received> change) {
    return new Fault(name, () -> new Receiving(change.get()));
  }

  /** Takes some frames for others. */
  static Fault mistakes(String name, Predicate<ServerFrame> which, UnaryOperator<ServerFrame> how) {
    return takes(
        name, () -> (connection, frame) -> List.of(which.test(frame) ? how.apply(frame) : frame));
  }

  /** Passes some frames over. */
  static Fault ignores(String name, Predicate<ServerFrame> which) {
    return takes(name, () -> (connection, frame) -> which.test(frame) ? List.of() : List.of(frame));
  }

  /** Tells its application something else. */
  static Fault tells(String name, UnaryOperator<DriverEvent> change) {
    return new Fault(
        name,
        () ->
            new Tamper() {
              @Override
              public List<Message> told(Message event) {
                return List.of(change.apply((DriverEvent) event));
              }
            });
  }

  /** Does something else than its application asks. */
  static Fault does(String name, UnaryOperator<DriverRequest> change) {
    return new Fault(
        name,
        () ->
            new Tamper() {
              @Override
              public Message asked(Message request) {
                return change.apply((DriverRequest) request);
              }
            });
  }

  /** Takes close codes for others. */
  static Fault closes(String name, Function<Integer, Integer> change, Supplier<Received> frames) {
    return new Fault(
        name,
        () ->
            new Receiving(frames.get()) {
              @Override
              public int closeCode(int code) {
                return change.apply(code);
              }
            });
  }

  /** Asks for another upgrade. */
  static Fault upgrades(String name, UnaryOperator<Upgrade> change) {
    return new Fault(
        name,
        () ->
            new Tamper() {
              @Override
              public Upgrade upgrade(Upgrade asked) {
                return change.apply(asked);
              }
            });
  }

  private static final class Sending implements Tamper {
    private final Sent change;

    Sending(Sent change) {
      this.change = change;
    }

    @Override
    public List<List<ClientFrame>> fromClient(int connection, List<ClientFrame> packet) {
      List<ClientFrame> changed = new ArrayList<>();
      packet.forEach(frame -> changed.addAll(change.apply(connection, frame)));
      return changed.equals(packet)
          ? List.of(packet)
          : changed.isEmpty() ? List.of() : List.of(changed);
    }
  }

  private static class Receiving implements Tamper {
    private final Received change;

    Receiving(Received change) {
      this.change = change;
    }

    @Override
    public List<List<ServerFrame>> toClient(int connection, List<ServerFrame> packet) {
      List<ServerFrame> changed = new ArrayList<>();
      packet.forEach(frame -> changed.addAll(change.apply(connection, frame)));
      return changed.isEmpty() ? List.of() : List.of(changed);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
