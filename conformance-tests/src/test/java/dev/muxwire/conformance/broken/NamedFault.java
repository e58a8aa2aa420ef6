package dev.muxwire.conformance.broken;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A fault as the table of bites knows it.
 *
 * @param name lower-case words, for the table
 * @param make one for each connection
 */
public record NamedFault(String name, Supplier<Fault> make) {

  /** Says another frame, or null for none. */
  static NamedFault says(String name, Function<ServerFrame.Builder, ServerFrame.Builder> change) {
    return says(name, () -> change);
  }

  /** The same, with a memory of its own for each connection. */
  static NamedFault says(
      String name, Supplier<Function<ServerFrame.Builder, ServerFrame.Builder>> change) {
    return saysMany(
        name,
        () -> {
          var ofConnection = change.get();
          return frame -> {
            ServerFrame.Builder changed = ofConnection.apply(frame.toBuilder());
            return changed == null ? List.of() : List.of(changed.build());
          };
        });
  }

  static NamedFault saysMany(
      String name, Supplier<Function<ServerFrame, List<ServerFrame>>> change) {
    return new NamedFault(
        name,
        () -> {
          var ofConnection = change.get();
          return new Fault() {
            @Override
            protected List<ServerFrame> fromServer(ServerFrame frame) {
              return ofConnection.apply(frame);
            }
          };
        });
  }

  /** Takes another frame than the client sent, or null for none. */
  static NamedFault hears(String name, Function<ClientFrame.Builder, ClientFrame.Builder> change) {
    return hears(name, () -> change);
  }

  static NamedFault hears(
      String name, Supplier<Function<ClientFrame.Builder, ClientFrame.Builder>> change) {
    return new NamedFault(
        name,
        () -> {
          var ofConnection = change.get();
          return new Fault() {
            @Override
            protected List<ClientFrame> fromClient(ClientFrame frame) {
              ClientFrame.Builder changed = ofConnection.apply(frame.toBuilder());
              return changed == null ? List.of() : List.of(changed.build());
            }
          };
        });
  }

  /** Says something by itself when a client's frame comes, besides what the server says. */
  static NamedFault adds(String name, Function<ClientFrame, List<ServerFrame>> more) {
    return new NamedFault(
        name,
        () ->
            new Fault() {
              @Override
              protected List<ServerFrame> answers(ClientFrame frame) {
                return more.apply(frame);
              }
            });
  }

  static NamedFault request(String name, UnaryOperator<String> change) {
    return new NamedFault(
        name,
        () ->
            new Fault() {
              @Override
              protected String request(String head) {
                return change.apply(head);
              }
            });
  }

  static NamedFault response(String name, UnaryOperator<String> change) {
    return new NamedFault(
        name,
        () ->
            new Fault() {
              @Override
              protected String response(String head) {
                return change.apply(head);
              }
            });
  }

  /** Closes with another code. */
  static NamedFault closes(String name, UnaryOperator<Integer> change) {
    return new NamedFault(
        name,
        () ->
            new Fault() {
              @Override
              protected int closeCode(int code) {
                return change.apply(code);
              }
            });
  }

  /** Takes only some packets. */
  static NamedFault takes(String name, Function<byte[], Boolean> taken) {
    return new NamedFault(
        name,
        () ->
            new Fault() {
              @Override
              protected boolean takes(byte[] packet) {
                return taken.apply(packet);
              }
            });
  }

  // ---- the usual ones

  static NamedFault drops(String name, Predicate<ServerFrame.Builder> which) {
    return says(name, frame -> which.test(frame) ? null : frame);
  }

  static NamedFault ignores(String name, Predicate<ClientFrame.Builder> which) {
    return hears(name, frame -> which.test(frame) ? null : frame);
  }

  static NamedFault changes(
      String name, Predicate<ServerFrame.Builder> which, Consumer<ServerFrame.Builder> how) {
    return says(name, changed(which, how));
  }

  static NamedFault mishears(
      String name, Predicate<ClientFrame.Builder> which, Consumer<ClientFrame.Builder> how) {
    return hears(name, changed(which, how));
  }

  private static <F> Function<F, F> changed(Predicate<F> which, Consumer<F> how) {
    return frame -> {
      if (which.test(frame)) {
        how.accept(frame);
      }
      return frame;
    };
  }

  static NamedFault repeats(String name, Predicate<ServerFrame> which) {
    return saysMany(
        name, () -> frame -> which.test(frame) ? List.of(frame, frame) : List.of(frame));
  }

  /** The second frame of these is left out, on each stream. */
  static NamedFault losesSecond(String name, Predicate<ServerFrame.Builder> which) {
    return says(
        name,
        () -> {
          Map<Integer, Integer> seen = new HashMap<>();
          return frame ->
              which.test(frame) && seen.merge(frame.getStreamId(), 1, Integer::sum) == 2
                  ? null
                  : frame;
        });
  }
}
