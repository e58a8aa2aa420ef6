package dev.muxwire.client.internal.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Brings appends of any thread to the loop in the order of the calls, and holds back whoever
 * appends while too much is not durable. Safe for use by several threads.
 */
final class PublishGate {
  private final CoreContext context;
  private final long limitBytes;

  /** What the loop is to do, in the order of the calls. Added to under the lock. */
  private final Queue<Runnable> handedOver = new ConcurrentLinkedQueue<>();

  /** Everything below is guarded by it; nothing else happens under it. */
  private final Object lock = new Object();

  private long end;
  private long durable;
  private boolean released;
  private List<CompletableFuture<Void>> waiting = new ArrayList<>();

  PublishGate(CoreContext context) {
    this.context = context;
    this.limitBytes = context.limits().publishBufferBytes();
  }

  CompletableFuture<Void> append(int bytes, Runnable onLoop) {
    CompletableFuture<Void> room = add(bytes, onLoop);
    context.loop().enter(this::takeOver);
    return room;
  }

  private CompletableFuture<Void> add(int bytes, Runnable onLoop) {
    synchronized (lock) {
      long held = end + bytes - durable;
      if (!released && held > 2 * limitBytes && end > durable) {
        throw new IllegalStateException(
            "append without waiting for the one before: " + held + " bytes are not durable");
      }
      end += bytes;
      handedOver.add(onLoop);
      if (released || held <= limitBytes) {
        return CompletableFuture.completedFuture(null);
      }
      CompletableFuture<Void> room = new CompletableFuture<>();
      waiting.add(room);
      return room;
    }
  }

  void inOrder(Runnable onLoop) {
    synchronized (lock) {
      handedOver.add(onLoop);
    }
    context.loop().enter(this::takeOver);
  }

  /** Once for each that was handed over. */
  private void takeOver() {
    handedOver.remove().run();
  }

  long end() {
    synchronized (lock) {
      return end;
    }
  }

  long durable() {
    synchronized (lock) {
      return durable;
    }
  }

  void durable(long offset) {
    List<CompletableFuture<Void>> free = List.of();
    synchronized (lock) {
      durable = offset;
      if (end - durable <= limitBytes) {
        free = takeWaiting();
      }
    }
    free.forEach(room -> context.done(room));
  }

  /** Nobody takes this output any more: nobody shall wait for it either. */
  void release() {
    List<CompletableFuture<Void>> free;
    synchronized (lock) {
      released = true;
      free = takeWaiting();
    }
    free.forEach(room -> context.done(room));
  }

  private List<CompletableFuture<Void>> takeWaiting() {
    List<CompletableFuture<Void>> taken = waiting;
    waiting = new ArrayList<>();
    return taken;
  }
}
