package dev.muxwire.server.boot;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.TerminalSpec;
import dev.muxwire.server.terminal.Host;
import java.util.List;

/** Takes what it is told. */
final class SilentHost implements Host {
  private ErrorCode refusal = ErrorCode.ERROR_CODE_UNSPECIFIED;

  /** Why the server refused it; unspecified, if it did not. */
  ErrorCode refusal() {
    return refusal;
  }

  @Override
  public void registered(List<String> unknownTerminalIds) {}

  @Override
  public void open(String terminalId, TerminalSpec spec) {}

  @Override
  public long connectionId() {
    return 1;
  }

  @Override
  public void refused(ErrorCode code, String message) {
    refusal = code;
  }
}
