package dev.muxwire.client.internal.core;

import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.SizePolicy;
import dev.muxwire.client.TerminalChange;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.TerminalExit;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.proto.v1.ConfigureTerminal;
import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.ExitReason;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.wire.ProtocolViolation;
import java.time.Duration;

/** Values of the schema as public values, and back. */
final class Converters {
  private Converters() {}

  static MuxwireException exception(Error error) {
    return new MuxwireException(
        ErrorCode.ofNumber(error.getCodeValue()),
        error.getMessage(),
        Duration.ofMillis(Integer.toUnsignedLong(error.getRetryAfterMs())));
  }

  static MuxwireException exception(ProtocolViolation violation) {
    return new MuxwireException(
        ErrorCode.ofNumber(violation.code().getNumber()), String.valueOf(violation.getMessage()));
  }

  static dev.muxwire.proto.v1.TerminalSize encode(TerminalSize size) {
    return dev.muxwire.proto.v1.TerminalSize.newBuilder()
        .setColumns(size.columns())
        .setRows(size.rows())
        .build();
  }

  /** A size out of range is brought into it: a viewer must not fail for it. */
  static TerminalSize size(dev.muxwire.proto.v1.TerminalSize size) {
    if (size.getColumns() == 0 && size.getRows() == 0) {
      return TerminalSize.DEFAULT;
    }
    return new TerminalSize(clamp(size.getColumns()), clamp(size.getRows()));
  }

  private static int clamp(int cells) {
    return cells < 0 ? 1000 : Math.max(1, Math.min(1000, cells));
  }

  static dev.muxwire.proto.v1.TerminalExit encode(TerminalExit exit) {
    return dev.muxwire.proto.v1.TerminalExit.newBuilder()
        .setReasonValue(
            switch (exit.reason()) {
              case UNKNOWN -> ExitReason.EXIT_REASON_UNSPECIFIED_VALUE;
              case EXITED -> ExitReason.EXIT_REASON_EXITED_VALUE;
              case SIGNALED -> ExitReason.EXIT_REASON_SIGNALED_VALUE;
              case HOST_LOST -> ExitReason.EXIT_REASON_HOST_LOST_VALUE;
              case SPAWN_FAILED -> ExitReason.EXIT_REASON_SPAWN_FAILED_VALUE;
            })
        .setStatus(exit.status())
        .setSignal(exit.signal())
        .setExitedAtMs(exit.exitedAtMs())
        .build();
  }

  static TerminalExit exit(dev.muxwire.proto.v1.TerminalExit exit) {
    TerminalExit.Reason reason =
        switch (exit.getReason()) {
          case EXIT_REASON_EXITED -> TerminalExit.Reason.EXITED;
          case EXIT_REASON_SIGNALED -> TerminalExit.Reason.SIGNALED;
          case EXIT_REASON_HOST_LOST -> TerminalExit.Reason.HOST_LOST;
          case EXIT_REASON_SPAWN_FAILED -> TerminalExit.Reason.SPAWN_FAILED;
          case EXIT_REASON_UNSPECIFIED, UNRECOGNIZED -> TerminalExit.Reason.UNKNOWN;
        };
    return new TerminalExit(reason, exit.getStatus(), exit.getSignal(), exit.getExitedAtMs());
  }

  static TerminalEvent.Skipped.Reason reason(SkipReason reason) {
    return switch (reason) {
      case SKIP_REASON_RETENTION -> TerminalEvent.Skipped.Reason.RETENTION;
      case SKIP_REASON_LAG -> TerminalEvent.Skipped.Reason.LAG;
      case SKIP_REASON_LOST -> TerminalEvent.Skipped.Reason.LOST;
      case SKIP_REASON_PURGED -> TerminalEvent.Skipped.Reason.PURGED;
      case SKIP_REASON_HOST_OVERFLOW -> TerminalEvent.Skipped.Reason.HOST_OVERFLOW;
      case SKIP_REASON_UNSPECIFIED, UNRECOGNIZED -> TerminalEvent.Skipped.Reason.UNKNOWN;
    };
  }

  static SizePolicy policy(dev.muxwire.proto.v1.SizePolicy policy) {
    return switch (policy) {
      case SIZE_POLICY_UNSPECIFIED, SIZE_POLICY_LAST_TYPIST -> SizePolicy.LAST_TYPIST;
      case SIZE_POLICY_FIXED -> SizePolicy.FIXED;
      case SIZE_POLICY_SMALLEST -> SizePolicy.SMALLEST;
      case UNRECOGNIZED -> SizePolicy.UNKNOWN;
    };
  }

  private static int number(SizePolicy policy) {
    return switch (policy) {
      case LAST_TYPIST -> dev.muxwire.proto.v1.SizePolicy.SIZE_POLICY_LAST_TYPIST_VALUE;
      case FIXED -> dev.muxwire.proto.v1.SizePolicy.SIZE_POLICY_FIXED_VALUE;
      case SMALLEST -> dev.muxwire.proto.v1.SizePolicy.SIZE_POLICY_SMALLEST_VALUE;
      case UNKNOWN -> dev.muxwire.proto.v1.SizePolicy.SIZE_POLICY_UNSPECIFIED_VALUE;
    };
  }

  /** What a terminal is to be changed to. */
  static ConfigureTerminal encode(TerminalChange change) {
    ConfigureTerminal.Builder builder = ConfigureTerminal.newBuilder();
    change.sizePolicy().ifPresent(policy -> builder.setSizePolicyValue(number(policy)));
    change.size().ifPresent(size -> builder.setSize(encode(size)));
    change.retentionBytes().ifPresent(builder::setRetentionBytes);
    change.waitForReaders().ifPresent(builder::setWaitForReaders);
    return builder.build();
  }

  static dev.muxwire.proto.v1.TerminalSpec encode(TerminalSpec spec) {
    return dev.muxwire.proto.v1.TerminalSpec.newBuilder()
        .addAllCommand(spec.command())
        .setCwd(spec.cwd())
        .putAllEnvironment(spec.environment())
        .setSize(encode(spec.size()))
        .setTitle(spec.title())
        .setRetentionBytes(spec.retentionBytes())
        .setSizePolicyValue(number(spec.sizePolicy()))
        .setWaitForReaders(spec.waitForReaders())
        .build();
  }

  static TerminalSpec spec(
      String terminalId, String hostId, dev.muxwire.proto.v1.TerminalSpec spec) {
    TerminalSpec.Builder builder =
        TerminalSpec.builder()
            .terminalId(terminalId)
            .hostId(hostId)
            .command(spec.getCommandList())
            .cwd(spec.getCwd())
            .size(size(spec.getSize()))
            .title(spec.getTitle())
            .retentionBytes(Math.max(0, spec.getRetentionBytes()))
            .sizePolicy(policy(spec.getSizePolicy()))
            .waitForReaders(spec.getWaitForReaders());
    spec.getEnvironmentMap().forEach(builder::environment);
    return builder.build();
  }
}
