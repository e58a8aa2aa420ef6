package dev.muxwire.host.pty;

import com.sun.jna.Memory;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a terminal's output until its program ended and nothing is left.
 *
 * <pre>
 * READING --- nothing ready ---> waiting --- output, or the end ---> READING
 *    |                                                                  |
 *    +--- the program had ended before a read that found nothing -------+---> exited()
 * </pre>
 */
final class PtyReader {
  private static final Logger log = LoggerFactory.getLogger(PtyReader.class);

  private final PtyDevice device;
  private final ProgramEnd programEnd;
  private final PtyListener listener;
  private final PtyLimits limits;
  private final long startNanos;
  private final Runnable abandon;

  PtyReader(
      PtyDevice device,
      ProgramEnd programEnd,
      PtyListener listener,
      PtyLimits limits,
      long startNanos,
      Runnable abandon) {
    this.device = device;
    this.programEnd = programEnd;
    this.listener = listener;
    this.limits = limits;
    this.startNanos = startNanos;
    this.abandon = abandon;
  }

  /** The body of the reader thread. */
  void run() {
    try (Memory buffer = new Memory(limits.readBytes())) {
      readAll(buffer);
    } catch (IOException | RuntimeException e) {
      log.warn("A terminal's output ends early", e);
      abandon.run();
    } catch (InterruptedException e) {
      log.debug("Nobody takes a terminal's output any more");
      abandon.run();
    }
    PtyExit exit = programEnd.await();
    listener.exited(exit, elapsedMicros());
  }

  private void readAll(Memory buffer) throws IOException, InterruptedException {
    int drainedBytes = 0;
    while (drainedBytes < limits.drainBytes()) {
      // Asked before the read: what a program wrote before it ended is then found by that read.
      boolean ended = programEnd.hasCome();
      int count = device.read(buffer, limits.readBytes());
      if (count > 0) {
        listener.output(buffer.getByteArray(0, count), elapsedMicros());
        drainedBytes += ended ? count : 0;
      } else if (ended) {
        return;
      } else {
        device.awaitReadable();
      }
    }
  }

  private long elapsedMicros() {
    return (System.nanoTime() - startNanos) / 1_000;
  }
}
