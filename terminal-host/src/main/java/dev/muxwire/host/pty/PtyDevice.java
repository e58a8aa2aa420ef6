package dev.muxwire.host.pty;

import com.pty4j.WinSize;
import com.pty4j.unix.Pty;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;

/**
 * A pseudo-terminal: the master's descriptor, without blocking, and a pipe that wakes whoever waits
 * for it.
 *
 * <p>The slave stays open here too, so that the master knows neither hang-up nor EIO: a terminal
 * ends when its program ends, not when the program happens to close its output.
 */
final class PtyDevice {
  private static final int POLL_FDS_BYTES = 16;
  private static final int TERMIOS_BYTES = 128;
  private static final int IUTF8 = 0x4000;

  /**
   * A waiter looks again after this long, should the kernel fail to wake it: some versions forget
   * to when a program drains its input.
   */
  private static final int WRITE_RECHECK_MILLIS = 1_000;

  private final Pty pty;
  private final int master;
  private final int slave;
  private final int[] wakePipe = new int[2];

  /** Each for one thread: {@code struct pollfd {int fd; short events; short revents;}}, twice. */
  private final Memory readerPoll = new Memory(POLL_FDS_BYTES);

  private final Memory writerPoll = new Memory(POLL_FDS_BYTES);

  /**
   * Guarded by this. Reads and writes need no guard: their threads end before the device is closed.
   */
  private boolean closed;

  private PtyDevice(Pty pty, int slave) {
    this.pty = pty;
    this.master = pty.getMasterFD();
    this.slave = slave;
  }

  static PtyDevice open(PtySize size) throws IOException {
    Pty pty = new Pty();
    if (pty.getMasterFD() < 0) {
      throw new IOException("the system has no pseudo-terminal left");
    }
    int slave = LibC.open(pty.getSlaveName(), LibC.O_RDWR | LibC.O_NOCTTY | LibC.O_CLOEXEC);
    if (slave < 0) {
      pty.close();
      throw failure("the pseudo-terminal cannot be opened");
    }
    PtyDevice device = new PtyDevice(pty, slave);
    try {
      device.prepare(size);
    } catch (IOException e) {
      device.close();
      throw e;
    }
    return device;
  }

  /**
   * Sets the size before there is a program to ask for it: pty4j's own initial size comes after the
   * fork.
   */
  private void prepare(PtySize size) throws IOException {
    int flags = LibC.fcntl(master, LibC.F_GETFL, 0);
    if (flags < 0 || LibC.fcntl(master, LibC.F_SETFL, flags | LibC.O_NONBLOCK) < 0) {
      throw failure("the pseudo-terminal cannot be made non-blocking");
    }
    if (LibC.pipe(wakePipe) < 0) {
      throw failure("no pipe");
    }
    eraseWholeCharacters();
    resize(size);
    if (!size().equals(size)) {
      throw new IOException("the pseudo-terminal did not take its size");
    }
  }

  /** Without IUTF8 a backspace in the kernel's own line editing removes a byte, not a character. */
  private void eraseWholeCharacters() throws IOException {
    try (Memory termios = new Memory(TERMIOS_BYTES)) {
      if (LibC.tcgetattr(slave, termios) < 0) {
        throw failure("tcgetattr");
      }
      termios.setInt(0, termios.getInt(0) | IUTF8);
      if (LibC.tcsetattr(slave, 0, termios) < 0) {
        throw failure("tcsetattr");
      }
    }
  }

  Pty pty() {
    return pty;
  }

  /** Reads what is there, up to a number of bytes. 0 = nothing now. */
  int read(Pointer buffer, int byteCount) throws IOException {
    int done = 0;
    // One read yields at most the line discipline's 4 KiB; what is ready goes out together.
    while (done < byteCount) {
      long count = LibC.read(master, buffer.share(done), byteCount - done);
      if (count <= 0) {
        if (count < 0 && Native.getLastError() == LibC.EINTR) {
          continue;
        }
        if (count < 0 && Native.getLastError() != LibC.EAGAIN && done == 0) {
          throw failure("read");
        }
        break;
      }
      done += (int) count;
    }
    return done;
  }

  /** Writes what there is room for. 0 = none now. */
  int write(Pointer buffer, int byteCount) throws IOException {
    long count;
    do {
      count = LibC.write(master, buffer, byteCount);
    } while (count < 0 && Native.getLastError() == LibC.EINTR);
    if (count < 0 && Native.getLastError() != LibC.EAGAIN) {
      throw failure("write");
    }
    return (int) Math.max(0, count);
  }

  /** Returns when there is output, or after {@link #wake()}. */
  void awaitReadable() throws IOException {
    await(readerPoll, LibC.POLLIN, -1);
  }

  /** Returns when there is room for input, or after {@link #wake()}, or now and then. */
  void awaitWritable() throws IOException {
    await(writerPoll, LibC.POLLOUT, WRITE_RECHECK_MILLIS);
  }

  private void await(Memory pollFds, short events, int timeoutMillis) throws IOException {
    pollFds.setInt(0, master);
    pollFds.setInt(4, events & 0xffff);
    pollFds.setInt(8, wakePipe[0]);
    pollFds.setInt(12, LibC.POLLIN);
    if (LibC.poll(pollFds, 2, timeoutMillis) < 0 && Native.getLastError() != LibC.EINTR) {
      throw failure("poll");
    }
  }

  /** From now on no wait lasts: the program ended. */
  synchronized void wake() {
    if (!closed) {
      try (Memory one = new Memory(1)) {
        one.setByte(0, (byte) 0);
        var unused = LibC.write(wakePipe[1], one, 1);
      }
    }
  }

  /**
   * Sets the size; the kernel tells the foreground programs with SIGWINCH. Does nothing once
   * closed.
   */
  synchronized void resize(PtySize size) throws IOException {
    if (!closed) {
      pty.setWindowSize(new WinSize(size.columns(), size.rows()), null);
    }
  }

  synchronized PtySize size() throws IOException {
    WinSize size = pty.getWinSize(null);
    return new PtySize(size.getColumns(), size.getRows());
  }

  /** The process group in the foreground, or -1 if there is none. */
  synchronized int foregroundGroup() {
    int group = closed ? -1 : LibC.tcgetpgrp(master);
    return group > 0 ? group : -1;
  }

  /** Only after the last read and write. */
  synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    readerPoll.close();
    writerPoll.close();
    LibC.close(slave);
    if (wakePipe[1] > 0) {
      LibC.close(wakePipe[0]);
      LibC.close(wakePipe[1]);
    }
    try {
      pty.close();
    } catch (IOException e) {
      // The descriptor is gone either way.
    }
  }

  private static IOException failure(String what) {
    return new IOException(what + ": errno " + Native.getLastError());
  }
}
