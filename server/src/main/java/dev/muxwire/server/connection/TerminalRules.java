package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.proto.v1.Input;
import dev.muxwire.proto.v1.InputKind;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.wire.ProtocolLimits;
import dev.muxwire.wire.ProtocolViolation;
import java.util.List;

/** What may be asked of a terminal. Each check throws INVALID_ARGUMENT with what is wrong. */
final class TerminalRules {
  private static final int MAX_COLUMNS_OR_ROWS = 1000;

  private static final List<String> SIGNALS =
      List.of("INT", "TERM", "HUP", "KILL", "QUIT", "TSTP", "CONT", "WINCH", "USR1", "USR2");

  private TerminalRules() {}

  static void check(Attach attach) {
    if (attach.hasSize()) {
      check(attach.getSize());
    }
    if (attach.getRequired() && attach.getMode() == AttachMode.ATTACH_MODE_LIVE) {
      throw invalid("a LIVE viewer skips what it cannot keep up with; required goes with LOSSLESS");
    }
  }

  static void check(TerminalSize size) {
    if (!isOnScreen(size.getColumns()) || !isOnScreen(size.getRows())) {
      throw invalid(
          "a terminal has 1 to 1,000 columns and rows, not "
              + size.getColumns()
              + " x "
              + size.getRows());
    }
  }

  private static boolean isOnScreen(int columnsOrRows) {
    return columnsOrRows >= 1 && columnsOrRows <= MAX_COLUMNS_OR_ROWS;
  }

  static void check(Input input) {
    int bytes = input.getData().size();
    if (bytes == 0 || bytes > ProtocolLimits.INPUT_BYTES || input.getSeq() <= 0) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
          "input has a seq from 1 and 1 to " + ProtocolLimits.INPUT_BYTES + " bytes",
          ProtocolLimits.INPUT_BYTES);
    }
    if (input.getKind() == InputKind.UNRECOGNIZED) {
      throw invalid("input of kind " + input.getKindValue() + ", which this server does not know");
    }
  }

  static void checkSignal(String name) {
    if (!SIGNALS.contains(name)) {
      throw invalid("'" + name + "' is no signal; it is one of " + String.join(", ", SIGNALS));
    }
  }

  /** What a token must allow for an attachment. */
  static GrantKind grantFor(Attach attach) {
    boolean onlyLooks = attach.getReadOnly() && !attach.getRequired();
    return onlyLooks ? GrantKind.GRANT_KIND_READ : GrantKind.GRANT_KIND_WRITE;
  }

  private static ProtocolViolation invalid(String message) {
    return new ProtocolViolation(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, message);
  }
}
