package dev.muxwire.bench.scrollback;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A tmux whose only pane printed a file, with room for all its lines, and a client in control mode
 * on pipes, which captures what it wants of it: lines as they were shown, with their colours.
 */
final class TmuxHistory implements AutoCloseable {
  private final String socket;
  private final Process client;
  private final OutputStream to;
  private final BufferedReader from;

  /** Returns when all lines are printed. */
  TmuxHistory(String directory, String file, long lines) throws IOException {
    socket = directory + "/tmux.socket";
    Path settings = Path.of(directory, "tmux.conf");
    Files.writeString(settings, "set -g history-limit " + lines + "\n");
    String print = "cat '" + file + "'; tmux -S '" + socket + "' wait-for -S printed; exec cat";
    String size = Integer.toString(History.SCREEN_LINES);
    run("-f", settings.toString(), "new-session", "-d", "-x", "80", "-y", size, print);
    run("wait-for", "printed");
    client =
        new ProcessBuilder("tmux", "-S", socket, "-C", "attach")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    to = client.getOutputStream();
    from =
        new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
    answer(); // to the attach
  }

  private void run(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("tmux", "-S", socket));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IOException("failed: " + command);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /**
   * Captures so many lines.
   *
   * @param above lines between them and the screen
   * @return their bytes
   */
  long page(long above, int count) throws IOException {
    String command = "capture-pane -p -e -S -" + (above + count) + " -E -" + (above + 1) + "\n";
    to.write(command.getBytes(StandardCharsets.US_ASCII));
    to.flush();
    return answer();
  }

  /** Reads the next answer; what comes before it is no part of it. */
  private long answer() throws IOException {
    String line = read();
    while (!line.startsWith("%begin ")) {
      line = read();
    }
    long bytes = 0;
    for (line = read(); !line.startsWith("%end "); line = read()) {
      if (line.startsWith("%error ")) {
        throw new IOException("tmux refused");
      }
      bytes += line.length() + 1;
    }
    return bytes;
  }

  private String read() throws IOException {
    String line = from.readLine();
    if (line == null) {
      throw new EOFException("tmux ended");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    client.destroy();
    run("kill-server");
  }
}
