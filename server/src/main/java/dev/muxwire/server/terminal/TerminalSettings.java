package dev.muxwire.server.terminal;

import dev.muxwire.proto.v1.ConfigureTerminal;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.SizePolicy;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.proto.v1.TerminalSpec;
import dev.muxwire.wire.ProtocolViolation;
import org.jspecify.annotations.Nullable;

/**
 * How a terminal is sized and kept: given when it is opened, changed by request, durable with it.
 *
 * @param sizePolicy whose size it has; never unspecified
 * @param fixedSize the size under {@link SizePolicy#SIZE_POLICY_FIXED}; else null
 * @param retentionBytes output kept
 * @param waitForReaders its program waits for viewers who must miss nothing
 */
public record TerminalSettings(
    SizePolicy sizePolicy,
    @Nullable TerminalSize fixedSize,
    long retentionBytes,
    boolean waitForReaders) {

  /** For those that nobody asked anything else for. */
  static TerminalSettings retaining(long retentionBytes) {
    return new TerminalSettings(SizePolicy.SIZE_POLICY_LAST_TYPIST, null, retentionBytes, false);
  }

  /**
   * What a new terminal has.
   *
   * @param size its first
   * @param defaultRetentionBytes for one that asks for nothing else
   */
  static TerminalSettings of(TerminalSpec spec, TerminalSize size, long defaultRetentionBytes) {
    SizePolicy policy = orDefault(spec.getSizePolicy());
    return new TerminalSettings(
        policy,
        policy == SizePolicy.SIZE_POLICY_FIXED ? size : null,
        spec.getRetentionBytes() == 0 ? defaultRetentionBytes : spec.getRetentionBytes(),
        spec.getWaitForReaders());
  }

  static SizePolicy orDefault(SizePolicy policy) {
    return switch (policy) {
      case SIZE_POLICY_FIXED, SIZE_POLICY_SMALLEST -> policy;
      default -> SizePolicy.SIZE_POLICY_LAST_TYPIST;
    };
  }

  /** Is there anything that this version cannot do? Then it says so. */
  public static void check(SizePolicy policy, long retentionBytes) {
    if (policy == SizePolicy.UNRECOGNIZED) {
      throw invalid("the size policy is LAST_TYPIST, FIXED or SMALLEST, not a number unknown here");
    }
    if (retentionBytes < 0) { // beyond what fits a signed number
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
          "a terminal keeps up to 2^63 - 1 bytes of output, not "
              + Long.toUnsignedString(retentionBytes),
          Long.MAX_VALUE);
    }
  }

  /** Does the request make sense by itself? */
  public static void check(ConfigureTerminal change) {
    check(change.getSizePolicy(), change.getRetentionBytes());
    if (!concernsTheProgram(change) && !change.hasRetentionBytes()) {
      throw invalid("nothing is to change; give a size policy, a size, a retention or a wait");
    }
  }

  /** Does it change anything but what is kept of the output? */
  static boolean concernsTheProgram(ConfigureTerminal change) {
    return change.getSizePolicy() != SizePolicy.SIZE_POLICY_UNSPECIFIED
        || change.hasSize()
        || change.hasWaitForReaders();
  }

  /**
   * With what a request changes.
   *
   * @param current the size that the terminal has
   * @throws ProtocolViolation if it gives a size to a terminal that follows its viewers
   */
  TerminalSettings changedBy(
      ConfigureTerminal change, TerminalSize current, long defaultRetentionBytes) {
    SizePolicy policy =
        change.getSizePolicy() == SizePolicy.SIZE_POLICY_UNSPECIFIED
            ? sizePolicy
            : change.getSizePolicy();
    boolean fixed = policy == SizePolicy.SIZE_POLICY_FIXED;
    if (change.hasSize() && !fixed) {
      throw invalid("a size is for the policy FIXED; with another one the viewers' sizes count");
    }
    TerminalSize given = change.hasSize() ? change.getSize() : fixedSize;
    long asked =
        change.getRetentionBytes() == 0 ? defaultRetentionBytes : change.getRetentionBytes();
    return new TerminalSettings(
        policy,
        fixed ? (given == null ? current : given) : null,
        change.hasRetentionBytes() ? asked : retentionBytes,
        change.hasWaitForReaders() ? change.getWaitForReaders() : waitForReaders);
  }

  private static ProtocolViolation invalid(String message) {
    return new ProtocolViolation(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, message);
  }
}
