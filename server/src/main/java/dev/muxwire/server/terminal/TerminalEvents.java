package dev.muxwire.server.terminal;

import dev.muxwire.proto.v1.TerminalExit;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.server.log.LogFailure;

/** What the rest of the server wants to know of terminals. Called on the terminals' loop. */
public interface TerminalEvents {
  /** Durable: the program ended. Told again when the server starts. */
  void exited(String terminalId, TerminalExit exit);

  void resized(String terminalId, TerminalSize size);

  /** Output is in the log, durable or not. */
  void appended(int bytes);

  void hostConnected(String hostId, String instance);

  void hostGone(String hostId);

  /** A terminal's log makes no terminal; it is not served. */
  default void damaged(String log, LogFailure failure) {}
}
