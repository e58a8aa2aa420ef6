package dev.muxwire.bench.echo;

import java.util.List;

/** The program behind every terminal: it prints a byte, and then each byte that it is given. */
final class EchoProgram {
  /** Without the kernel's own echo and line editing, so that an echo has been to the program. */
  static final List<String> COMMAND =
      List.of("/bin/sh", "-c", "stty raw -echo; printf R; exec cat");

  /** What it prints when it is ready. */
  static final int READY_BYTES = 1;

  private EchoProgram() {}
}
