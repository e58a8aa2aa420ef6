package dev.muxwire.cli.output;

import com.google.gson.JsonElement;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where results and messages go: results to stdout, everything else to stderr. */
public final class Console {
  private final PrintStream out;
  private final PrintStream err;
  private final boolean errIsTerminal;

  /** A console whose stderr is no terminal. */
  public Console(PrintStream out, PrintStream err) {
    this(out, err, false);
  }

  public Console(PrintStream out, PrintStream err, boolean errIsTerminal) {
    this.out = out;
    this.err = err;
    this.errIsTerminal = errIsTerminal;
  }

  /** In UTF-8, whatever the locale says: titles are. */
  public static Console ofProcess() {
    return new Console(utf8(FileDescriptor.out), utf8(FileDescriptor.err), isTerminal("2"));
  }

  /** As Linux tells it; the JDK only tells of stdin and stdout together. */
  private static boolean isTerminal(String descriptor) {
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd", descriptor));
      return target.startsWith("/dev/pts") || target.toString().startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false; // no /proc: then no line that changes
    }
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** A line of the result. */
  public void line(String text) {
    out.println(text);
    out.flush();
  }

  /** A result for programs, on one line. */
  public void json(JsonElement element) {
    line(Json.compact(element));
  }

  /** A message for the person who runs the command. */
  public void tell(String message) {
    err.println("muxwire: " + message);
    err.flush();
  }

  /** A continuation of a message, or text that speaks for itself. */
  public void tellPlain(String text) {
    err.println(text);
    err.flush();
  }

  /** Whether a person sees stderr, and lines on it may change. */
  public boolean errIsTerminal() {
    return errIsTerminal;
  }

  public PrintStream out() {
    return out;
  }

  public PrintStream err() {
    return err;
  }

  /** For results that are bytes. */
  public OutputStream bytes() {
    return out;
  }

  /** True once the reader of stdout has gone, as `head` does. */
  public boolean isBroken() {
    return out.checkError();
  }
}
