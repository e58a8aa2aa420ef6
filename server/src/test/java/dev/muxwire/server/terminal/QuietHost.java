package dev.muxwire.server.terminal;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.proto.v1.TerminalSpec;
import java.util.List;

/** A host, and its side of a terminal, that does nothing of what it is told. */
class QuietHost implements Host, Publisher {
  @Override
  public long connectionId() {
    return 1;
  }

  @Override
  public void registered(List<String> unknownTerminalIds) {}

  @Override
  public void open(String terminalId, TerminalSpec spec) {}

  @Override
  public void published(long epoch, long end, TerminalSize size, boolean exited) {}

  @Override
  public void durable(long offset, boolean exited) {}

  @Override
  public void hold(boolean wait) {}

  @Override
  public void input(InputItem item) {}

  @Override
  public void resize(TerminalSize size) {}

  @Override
  public void signal(String name) {}

  @Override
  public void refused(ErrorCode code, String message) {}
}
