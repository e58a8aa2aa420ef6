package dev.muxwire.bench.reconnect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One direction of a connection: what is read is written after a time, in order. */
final class DelayedPipe {
  private static final int READ_BYTES = 64 << 10;
  private static final int MOST_WAITING = 256;

  /** Looks at bytes that pass. */
  @FunctionalInterface
  interface Look {
    void at(byte[] bytes, int count);
  }

  private record Piece(byte[] bytes, long dueNanos) {}

  private final Socket from;
  private final Socket to;
  private final long delayNanos;
  private final Look taken;
  private final Look given;
  private final BlockingQueue<Piece> waiting = new LinkedBlockingQueue<>(MOST_WAITING);

  DelayedPipe(Socket from, Socket to, Duration delay, Look taken, Look given) {
    this.from = from;
    this.to = to;
    this.delayNanos = delay.toNanos();
    this.taken = taken;
    this.given = given;
  }

  void start() {
    daemon("pipe-read", this::read);
    daemon("pipe-write", this::write);
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    byte[] buffer = new byte[READ_BYTES];
    try {
      InputStream in = from.getInputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        long due = System.nanoTime() + delayNanos;
        taken.at(buffer, count);
        waiting.put(new Piece(Arrays.copyOf(buffer, count), due));
      }
      waiting.put(new Piece(new byte[0], 0));
    } catch (IOException e) {
      end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    try {
      OutputStream out = to.getOutputStream();
      for (Piece piece = waiting.take(); piece.bytes.length > 0; piece = waiting.take()) {
        TimeUnit.NANOSECONDS.sleep(piece.dueNanos - System.nanoTime());
        out.write(piece.bytes);
        given.at(piece.bytes, piece.bytes.length);
      }
      end();
    } catch (IOException | IllegalStateException e) {
      end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    try {
      to.close();
      from.close();
    } catch (IOException e) {
      // it is gone
    }
    waiting.clear();
    waiting.offer(new Piece(new byte[0], 0));
  }
}
