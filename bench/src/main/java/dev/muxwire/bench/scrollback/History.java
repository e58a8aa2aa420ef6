package dev.muxwire.bench.scrollback;

import dev.muxwire.samples.TerminalOutput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What the terminal printed: short lines with colours, as tools print them, in a file. */
final class History {
  /** Lines of it that every terminal shows, and that are above no screen. */
  static final int SCREEN_LINES = 24;

  /** Different text for so many bursts, some 3 MB; then it comes again. */
  private static final int BURSTS = 4;

  private History() {}

  /** Writes so many lines. */
  static void write(Path file, long lines) throws IOException {
    List<byte[]> bursts = bursts();
    long left = lines;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      while (left > 0) {
        for (byte[] write : bursts) {
          int end = endOfLines(write, left);
          out.write(write, 0, end);
          left -= lines(write, end);
        }
      }
    }
  }

  private static List<byte[]> bursts() {
    List<byte[]> writes = new ArrayList<>();
    for (int seed = 1; seed <= BURSTS; seed++) {
      Iterator<TerminalOutput.Write> burst = TerminalOutput.burst(seed);
      while (burst.hasNext()) {
        writes.add(burst.next().bytes());
      }
      writes.add(new byte[] {'\r', '\n'});
    }
    return writes;
  }

  /** Bytes of so many lines at most, the last one whole. */
  static int endOfLines(byte[] bytes, long lines) {
    long left = lines;
    for (int i = 0; i < bytes.length; i++) {
      if (left == 0) {
        return i;
      }
      if (bytes[i] == '\n') {
        left--;
      }
    }
    return bytes.length;
  }

  private static int lines(byte[] bytes, int end) {
    int lines = 0;
    for (int i = 0; i < end; i++) {
      if (bytes[i] == '\n') {
        lines++;
      }
    }
    return lines;
  }
}
