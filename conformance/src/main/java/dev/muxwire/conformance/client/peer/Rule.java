package dev.muxwire.conformance.client.peer;

import dev.muxwire.conformance.Breach;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.List;

/**
 * A watcher of one connection: judges everything that the client sends on it, whatever the script
 * is about. Called under the connection's lock, in the order of the wire.
 */
abstract class Rule {
  private final String name;

  Rule(String name) {
    this.name = "watch/" + name;
  }

  /** The client sent a packet; its frames follow by {@link #received}. */
  void packet(int bytes, List<ClientFrame> frames) {}

  /**
   * The client sent a frame.
   *
   * @param inChunks true: it came in chunks, which were told each on its own before
   */
  void received(ClientFrame frame, boolean inChunks) {}

  /** The peer sends a frame. */
  void sent(ServerFrame frame) {}

  final void require(boolean holds, String requirement, String message) {
    if (!holds) {
      throw Breach.seen(name, requirement, message);
    }
  }
}
