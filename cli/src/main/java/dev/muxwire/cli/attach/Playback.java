package dev.muxwire.cli.attach;

import dev.muxwire.cli.output.Console;
import dev.muxwire.cli.screen.OutputFilter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where a recording is shown: on a terminal all but what would act beyond the screen, elsewhere
 * exactly what was recorded. Shown to by one thread; ended by any.
 */
public final class Playback implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final Console console;
  private final OutputStream out;
  private final OutputFilter filter;
  private boolean ended;

  public Playback(Console console) {
    this.console = console;
    this.out = new BufferedOutputStream(console.bytes(), BUFFER_BYTES);
    this.filter = new OutputFilter(out);
  }

  /** Shows output; returns false once it is over, or nobody looks any more. */
  public boolean show(byte[] output) throws IOException {
    lock.lock();
    try {
      if (ended) {
        return false;
      }
      if (console.outIsTerminal()) {
        filter.write(output, false);
      } else {
        out.write(output);
        out.flush();
      }
      return !console.isBroken();
    } finally {
      lock.unlock();
    }
  }

  /** Switches off what the recording left on; nothing is shown afterwards. */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (!ended && console.outIsTerminal()) {
        out.write(filter.modes().reset());
        out.flush();
      }
      ended = true;
    } finally {
      lock.unlock();
    }
  }
}
