package dev.muxwire.cli.attach;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.client.TerminalSize;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.function.Consumer;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Attributes.OutputFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** The terminal this program runs in, in raw mode until it is closed. */
final class UserTerminal implements AutoCloseable {
  private static final int LARGEST_SIDE = 1000;

  private final Terminal terminal;
  private final Attributes before;
  private final InputStream input = new FileInputStream(FileDescriptor.in);
  private final OutputStream output = new FileOutputStream(FileDescriptor.out);
  private boolean closed;

  private UserTerminal(Terminal terminal) {
    this.terminal = terminal;
    this.before = terminal.getAttributes();
  }

  /** Takes the terminal; fails if stdin and stdout are none. */
  static UserTerminal open() {
    if (System.console() == null) {
      throw noTerminal(null);
    }
    try {
      // JLine would ask the terminal about graphemes; a late answer would look like typing.
      Terminal terminal =
          TerminalBuilder.builder().system(true).dumb(false).graphemeCluster(false).build();
      return new UserTerminal(terminal);
    } catch (IOException | IllegalStateException e) {
      throw noTerminal(e);
    }
  }

  private static CommandFailure noTerminal(@Nullable Exception cause) {
    return new CommandFailure(
        ExitCode.USAGE,
        "attach needs a terminal as stdin and stdout. `muxwire tail ID` prints output"
            + " without one.",
        cause);
  }

  /** Every key becomes bytes, every byte of output is shown as it is. */
  synchronized void enterRawMode() {
    if (closed) {
      return;
    }
    Attributes raw = new Attributes(before);
    raw.setInputFlags(
        EnumSet.of(
            InputFlag.IGNBRK,
            InputFlag.BRKINT,
            InputFlag.PARMRK,
            InputFlag.ISTRIP,
            InputFlag.INLCR,
            InputFlag.IGNCR,
            InputFlag.ICRNL,
            InputFlag.IXON),
        false);
    raw.setLocalFlags(
        EnumSet.of(
            LocalFlag.ECHO, LocalFlag.ECHONL, LocalFlag.ICANON, LocalFlag.ISIG, LocalFlag.IEXTEN),
        false);
    raw.setOutputFlag(OutputFlag.OPOST, false);
    raw.setControlChar(ControlChar.VMIN, 1);
    raw.setControlChar(ControlChar.VTIME, 0);
    terminal.setAttributes(raw);
  }

  /** Within what the protocol allows: a terminal without size has the usual one. */
  TerminalSize size() {
    Size size = terminal.getSize();
    if (size.getColumns() < 1 || size.getRows() < 1) {
      return TerminalSize.DEFAULT;
    }
    return new TerminalSize(
        Math.min(LARGEST_SIDE, size.getColumns()), Math.min(LARGEST_SIDE, size.getRows()));
  }

  void onResize(Consumer<TerminalSize> listener) {
    terminal.handle(Terminal.Signal.WINCH, signal -> listener.accept(size()));
  }

  /** Calls when the process goes on after it was stopped. */
  void onContinue(Runnable listener) {
    terminal.handle(Terminal.Signal.CONT, signal -> listener.run());
  }

  /** Blocks for what is typed. */
  InputStream input() {
    return input;
  }

  OutputStream output() {
    return output;
  }

  /** Puts the terminal back as it was; more than once does no harm. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      terminal.setAttributes(before);
      terminal.close();
    } catch (IOException | IllegalStateException e) {
      // On a signal JLine puts the attributes back too, and may have been first.
    }
  }
}
