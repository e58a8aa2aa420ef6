package dev.muxwire.host.pty;

import java.util.Arrays;
import java.util.Optional;

/** The signals that may be sent to a terminal's programs, with their numbers on Linux. */
public enum PtySignal {
  HUP(1),
  INT(2),
  QUIT(3),
  KILL(9),
  USR1(10),
  USR2(12),
  TERM(15),
  CONT(18),
  TSTP(20),
  WINCH(28);

  private final int number;

  PtySignal(int number) {
    this.number = number;
  }

  /** The number that kill(2) takes. */
  public int number() {
    return number;
  }

  /** The signal of this name, without SIG; empty if there is none, or it may not be sent. */
  public static Optional<PtySignal> named(String name) {
    return Arrays.stream(values()).filter(signal -> signal.name().equals(name)).findFirst();
  }
}
