package dev.muxwire.cli.output;

import com.google.gson.JsonElement;
import dev.muxwire.cli.local.Environment;
import dev.muxwire.cli.local.Program;
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
  private final boolean outIsTerminal;
  private final boolean errIsTerminal;

  /** Decided once the command line is read, before anything is told. */
  private volatile boolean colorsOut;

  private volatile boolean colorsErr;

  /** A console that is no terminal. */
  public Console(PrintStream out, PrintStream err) {
    this(out, err, false, false);
  }

  Console(PrintStream out, PrintStream err, boolean outIsTerminal, boolean errIsTerminal) {
    this.out = out;
    this.err = err;
    this.outIsTerminal = outIsTerminal;
    this.errIsTerminal = errIsTerminal;
  }

  /** In UTF-8, whatever the locale says: titles are. */
  public static Console ofProcess() {
    return new Console(
        utf8(FileDescriptor.out), utf8(FileDescriptor.err), isTerminal(1), isTerminal(2));
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Java itself tells only whether stdin and stdout are both terminals. */
  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException e) {
      return false; // closed, or a system without /proc
    }
  }

  public void setColors(ColorMode mode, Environment environment) {
    colorsOut = mode.colors(outIsTerminal, environment);
    colorsErr = mode.colors(errIsTerminal, environment);
  }

  /** Whether results are coloured. */
  public boolean isColored() {
    return colorsOut;
  }

  public boolean outIsTerminal() {
    return outIsTerminal;
  }

  public boolean errIsTerminal() {
    return errIsTerminal;
  }

  /** A line of the result. */
  public void line(String text) {
    out.println(text);
    out.flush();
  }

  /** A table of the result. */
  public void table(Table table) {
    table.lines(colorsOut).forEach(this::line);
  }

  /** A result for programs, on one line. */
  public void json(JsonElement element) {
    line(Json.compact(element));
  }

  /** A message for the person who runs the command. */
  public void tell(String message) {
    tell(Style.FAINT, message);
  }

  /** A message that says why the command failed. */
  public void tellFailure(String message) {
    tell(Style.BAD, message);
  }

  private void tell(Style style, String message) {
    err.println(style.paint("muxwire:", colorsErr) + " " + asCalled(message));
    err.flush();
  }

  /** A continuation of a message, or text that speaks for itself. */
  public void tellPlain(String text) {
    err.println(asCalled(text));
    err.flush();
  }

  /** A command that a message suggests works as it stands: `./muxwire` where that was typed. */
  private static String asCalled(String message) {
    return message.replace("`muxwire ", "`" + Program.name() + " ");
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
