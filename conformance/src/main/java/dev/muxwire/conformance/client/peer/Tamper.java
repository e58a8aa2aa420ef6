package dev.muxwire.conformance.client.peer;

import com.google.protobuf.Message;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.List;

/**
 * A fault put between a client and the peer, so that both together are a broken client: it shows
 * that the suite sees the fault. Called on the connection's threads, one call at a time each way.
 */
public interface Tamper {
  /** No fault. */
  Tamper NONE = new Tamper() {};

  /**
   * What the peer gets in place of a packet of the client's; none: it gets nothing.
   *
   * @param connection 1, 2, 3 … in the order in which the client made them
   */
  default List<List<ClientFrame>> fromClient(int connection, List<ClientFrame> packet) {
    return List.of(packet);
  }

  /** What the client gets in place of a packet of the peer's. */
  default List<List<ServerFrame>> toClient(int connection, List<ServerFrame> packet) {
    return List.of(packet);
  }

  /** The close code that the client gets in place of the peer's. */
  default int closeCode(int code) {
    return code;
  }

  /** What the peer gets in place of the client's request for an upgrade. */
  default Upgrade upgrade(Upgrade asked) {
    return asked;
  }

  /** Whether the client makes a connection that it makes; else the peer never hears of it. */
  default boolean connects(int connection) {
    return true;
  }

  /** Whether messages that are no packets reach the client. */
  default boolean takesGarbage() {
    return true;
  }

  /** What the suite is told in place of what the driver told; none: nothing. */
  default List<Message> told(Message driverEvent) {
    return List.of(driverEvent);
  }

  /** What the driver is asked in place of what the suite asked. */
  default Message asked(Message driverRequest) {
    return driverRequest;
  }
}
