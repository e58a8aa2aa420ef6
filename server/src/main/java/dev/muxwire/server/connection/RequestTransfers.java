package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.server.outbound.OutboundScheduler;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.ProtocolViolation;

/**
 * Transfers to stream 0, one after the other. One that is refused was never whole, so its request
 * is not known, and the client is told its id. Belongs to the connection's loop.
 */
final class RequestTransfers {
  private final OutboundScheduler outbound;

  /** The latest, and the latest that was refused; 0 before. */
  private long latest;

  private long refused;

  RequestTransfers(OutboundScheduler outbound) {
    this.outbound = outbound;
  }

  /** A chunk arrived; false if it was under way when its transfer was refused. */
  boolean takes(Chunk chunk) {
    latest = chunk.getTransferId();
    return latest == 0 || latest != refused;
  }

  void refuseLatest(ProtocolViolation violation) {
    refused = latest;
    outbound.control(
        0, Bodies.encode(ServerFrame.ERROR_FIELD_NUMBER, violation.toTransferError(latest)));
  }
}
