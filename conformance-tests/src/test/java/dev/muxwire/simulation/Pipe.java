package dev.muxwire.simulation;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/**
 * One direction of a connection: a bounded buffer, a link with a bandwidth and a delay, and a
 * reader that takes a packet when it wants one.
 *
 * <pre>
 *   send --room in the buffer--> written --link--> arrived --demand--> delivered
 * </pre>
 */
final class Pipe<F> {
  /** What a link is like. */
  record Link(int bufferBytes, long bytesPerSecond, long delayMicros) {}

  private record Sending<F>(SentPacket<F> packet, Runnable whenWritten) {
    int bytes() {
      return packet.bytes().length;
    }
  }

  private final Simulation simulation;
  private final Link link;
  private final Consumer<SentPacket<F>> reader;
  private final ArrayDeque<Sending<F>> waiting = new ArrayDeque<>();
  private final ArrayDeque<SentPacket<F>> arrived = new ArrayDeque<>();
  private final ArrayDeque<Runnable> heldBack = new ArrayDeque<>();
  private long bufferedBytes;
  private long linkFreeAtMicros;
  private int demand;
  private boolean stalled;
  private boolean dead;
  private boolean broken;
  private Runnable whenEnded = () -> {};
  private boolean endArrived;

  Pipe(Simulation simulation, Link link, Consumer<SentPacket<F>> reader) {
    this.simulation = simulation;
    this.link = link;
    this.reader = reader;
  }

  void send(SentPacket<F> packet, Runnable whenWritten) {
    if (broken) {
      whenWritten.run();
      return;
    }
    waiting.add(new Sending<>(packet, whenWritten));
    fillBuffer();
  }

  /** After everything sent before, the reader learns of the end. */
  void end(Runnable atReader) {
    whenEnded = atReader;
    waiting.add(new Sending<>(new SentPacket<>(new byte[0], List.of()), () -> {}));
    fillBuffer();
  }

  void demand() {
    demand++;
    deliver();
  }

  /** Nothing arrives until the stall ends. */
  void stall(boolean yes) {
    stalled = yes;
    while (!stalled && !heldBack.isEmpty()) {
      heldBack.remove().run();
    }
  }

  /** Nothing arrives any more, and nobody is told. */
  void goDead() {
    dead = true;
  }

  /** What did not arrive whole is lost; what waits can never be written. */
  void cut() {
    broken = true;
    while (!waiting.isEmpty()) {
      waiting.remove().whenWritten().run();
    }
    arrived.clear();
  }

  private void fillBuffer() {
    while (!waiting.isEmpty() && hasRoomFor(waiting.element().bytes())) {
      Sending<F> next = waiting.remove();
      bufferedBytes += next.bytes();
      transmit(next.packet());
      simulation.afterMicros(1, next.whenWritten());
    }
  }

  /** A packet larger than the whole buffer passes through an empty one. */
  private boolean hasRoomFor(int bytes) {
    return !broken && (bufferedBytes == 0 || bufferedBytes + bytes <= link.bufferBytes());
  }

  private void transmit(SentPacket<F> packet) {
    long starts = Math.max(simulation.nowMicros(), linkFreeAtMicros);
    linkFreeAtMicros = starts + packet.bytes().length * 1_000_000L / link.bytesPerSecond();
    simulation.atMicros(linkFreeAtMicros + link.delayMicros(), () -> arrive(packet));
  }

  private void arrive(SentPacket<F> packet) {
    if (broken || dead) {
      return;
    }
    if (stalled) {
      heldBack.add(() -> arrive(packet));
      return;
    }
    arrived.add(packet);
    deliver();
  }

  private void deliver() {
    while (!broken && !endArrived && !arrived.isEmpty()) {
      if (arrived.element().bytes().length == 0) {
        endArrived = true;
        whenEnded.run();
        return;
      }
      if (demand == 0) {
        return;
      }
      demand--;
      SentPacket<F> packet = arrived.remove();
      bufferedBytes -= packet.bytes().length;
      reader.accept(packet);
      fillBuffer();
    }
  }
}
