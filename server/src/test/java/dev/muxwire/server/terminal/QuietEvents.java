package dev.muxwire.server.terminal;

import dev.muxwire.proto.v1.TerminalExit;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.server.log.LogFailure;

/** Listens to nothing. */
class QuietEvents implements TerminalEvents {
  @Override
  public void exited(String terminalId, TerminalExit exit) {}

  @Override
  public void resized(String terminalId, TerminalSize size) {}

  @Override
  public void appended(int bytes) {}

  @Override
  public void hostConnected(String hostId, String instance) {}

  @Override
  public void hostGone(String hostId) {}

  @Override
  public void damaged(String log, LogFailure failure) {}
}
