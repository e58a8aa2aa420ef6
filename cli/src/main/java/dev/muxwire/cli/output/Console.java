package dev.muxwire.cli.output;

import com.google.gson.JsonElement;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Where results and messages go: results to stdout, everything else to stderr. */
public final class Console {
  private final PrintStream out;
  private final PrintStream err;

  public Console(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** In UTF-8, whatever the locale says: titles are. */
  public static Console ofProcess() {
    return new Console(utf8(FileDescriptor.out), utf8(FileDescriptor.err));
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
