package dev.muxwire.conformance.server.watch;

import dev.muxwire.conformance.Breach;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import java.util.List;

/**
 * Sees all that is said on one connection, in order, and throws a {@link Breach} when the server
 * says what it must not. One call at a time.
 */
public abstract class Watcher {
  private final String id;

  Watcher(String id) {
    this.id = id;
  }

  /** All of them, for one connection. */
  public static List<Watcher> all() {
    return List.of(
        new PacketSize(),
        new PacketClasses(),
        new FirstAnswer(),
        new StreamLife(),
        new CreditKept(),
        new OutputOrder(),
        new StateOrder(),
        new OneAnswer());
  }

  /** Names it in reports, {@code watch/credit}. */
  public final String id() {
    return id;
  }

  /** The judge is about to send this. */
  public void sent(ClientFrame frame) {}

  /** A whole packet came. */
  public void packet(int bytes, ServerPacket packet) {}

  /** A frame came, as it was on the wire but for compression. */
  public void frame(ServerFrame frame) {}

  /** A frame came, once its chunks were put together. */
  public void message(ServerFrame message) {}

  final void check(boolean holds, String requirement, String otherwise) {
    if (!holds) {
      throw Breach.seen(id, requirement, otherwise);
    }
  }
}
