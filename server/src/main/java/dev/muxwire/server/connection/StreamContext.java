package dev.muxwire.server.connection;

import dev.muxwire.server.auth.Principal;
import dev.muxwire.server.outbound.OutboundScheduler;
import dev.muxwire.server.wire.Compressor;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.ProtocolViolation;
import org.jspecify.annotations.Nullable;

/** What a stream may use of its connection. */
interface StreamContext {
  /** As in logs and in a status. */
  long connectionId();

  Loop loop();

  ServerContext server();

  OutboundScheduler outbound();

  Principal principal();

  String clientId();

  /** Was an optional feature negotiated? */
  boolean has(String feature);

  String clientName();

  /** The negotiated limit. */
  int maxPacketBytes();

  /** What the client can unpack; null if nothing. */
  @Nullable Compressor compressor();

  /** What the client grants every stream at first. */
  long peerInitialCreditBytes();

  /** The connection is over; its client may come back with another one. */
  boolean isOver();

  /** A fresh id for an outbound transfer. */
  long nextTransferId();

  /** Runs a task; a violation in it ends the stream, and only that. */
  void guard(int streamId, Runnable task);

  /** Ends a stream and tells the peer why. */
  void endStream(int streamId, ProtocolViolation reason);

  /** Forgets a stream that has told its end itself. */
  void forgetStream(int streamId);

  /**
   * The rooms of a workspace.
   *
   * @throws ProtocolViolation NOT_FOUND
   */
  WorkspaceRooms workspace(String name);
}
