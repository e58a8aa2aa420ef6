package dev.muxwire.cli.command;

import dev.muxwire.client.TerminalExit;

/** How a terminal's program ended, in words. */
final class ExitWords {
  /** What a shell adds to the signal's number to make a status of it. */
  static final int SIGNAL_BASE = 128;

  private ExitWords() {}

  /** Completes "terminal X …". */
  static String of(TerminalExit exit) {
    return switch (exit.reason()) {
      case EXITED -> "exited with status " + exit.status();
      case SIGNALED -> "was ended by signal " + exit.signal();
      case HOST_LOST -> "was lost with its terminal host";
      case SPAWN_FAILED -> "could not be started";
      case UNKNOWN -> "ended";
    };
  }
}
