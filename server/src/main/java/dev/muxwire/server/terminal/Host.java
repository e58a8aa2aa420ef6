package dev.muxwire.server.terminal;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.TerminalSpec;
import java.util.List;

/** A connected terminal host. Called on the terminals' loop; every call returns at once. */
public interface Host {
  /** The connection it came on, for people. */
  long connectionId();

  /** It is registered; these terminals of its the server does not know, or counts as ended. */
  void registered(List<String> unknownTerminalIds);

  void open(String terminalId, TerminalSpec spec);

  /** It is over. */
  void refused(ErrorCode code, String message);
}
