package dev.muxwire.bench.echo;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Of tmux in control mode: commands and notices are lines on a pipe, without a network. */
final class TmuxKeyboard implements Keyboard {
  private static final byte[] KEYS =
      ("send-keys -l " + KEY + "\n").getBytes(StandardCharsets.US_ASCII);
  private static final int OCTAL_DIGITS = 3;

  private final Process process;
  private final OutputStream to;
  private final BufferedReader from;

  /**
   * Starts a server of its own with one session.
   *
   * @param socket of that server, not there yet
   */
  TmuxKeyboard(String socket) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("tmux", "-S", socket, "-f", "/dev/null", "-C", "new-session"));
    command.addAll(EchoProgram.COMMAND);
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    to = process.getOutputStream();
    from =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1));
  }

  @Override
  public void type() throws IOException {
    to.write(KEYS);
    to.flush();
  }

  @Override
  public int read() throws IOException {
    String line = from.readLine();
    if (line == null) {
      throw new EOFException("tmux ended");
    }
    return printed(line);
  }

  /** Bytes that a line says were printed: behind the pane, some as a backslash and octal digits. */
  static int printed(String line) {
    if (!line.startsWith("%output ")) {
      return 0;
    }
    String text = line.substring(line.indexOf(' ', "%output ".length()) + 1);
    int escapes = (int) text.chars().filter(c -> c == '\\').count();
    return text.length() - escapes * OCTAL_DIGITS;
  }

  @Override
  public void close() throws IOException {
    to.write("kill-server\n".getBytes(StandardCharsets.US_ASCII));
    to.close();
  }
}
