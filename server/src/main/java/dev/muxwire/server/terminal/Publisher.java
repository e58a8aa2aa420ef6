package dev.muxwire.server.terminal;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.TerminalSize;

/** The host's side of one terminal. Called on the terminal's loop; every call returns at once. */
public interface Publisher {
  /** Continue at {@code end}. */
  void published(long epoch, long end, TerminalSize size, boolean exited);

  /** Everything before survives a crash. */
  void durable(long offset, boolean exited);

  /**
   * The program has to wait, or may go on: while it waits, the host is granted no more output than
   * it was before. Called before {@link #published} where it waits already.
   */
  void hold(boolean wait);

  void input(InputItem item);

  void resize(TerminalSize size);

  void signal(String name);

  /** It is over: another publisher came, or this one broke a rule. */
  void refused(ErrorCode code, String message);
}
