package dev.muxwire.simulation;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/**
 * One direction of a connection: a stream of bytes, through a bounded buffer and a link with a
 * bandwidth and a delay, to a reader that takes a packet when it wants one.
 *
 * <pre>
 *   send --room in the buffer--> written --link--> arrived --demand--> delivered
 * </pre>
 *
 * <p>Packets are framed as WebSocket frames are, and it can break at any byte: a packet that is not
 * whole before the break never arrives, whatever its writer was told. What is kept of a packet is
 * its place in the stream; its bytes are not copied.
 */
final class Pipe<F> {
  /** What a link is like. */
  record Link(int bufferBytes, long bytesPerSecond, long delayMicros) {
    long transmissionMicros(long bytes) {
      return bytes * 1_000_000 / bytesPerSecond;
    }
  }

  private static final class Sending<F> {
    private final SentPacket<F> packet;
    private final Runnable whenWritten;
    private boolean told;

    Sending(SentPacket<F> packet, Runnable whenWritten) {
      this.packet = packet;
      this.whenWritten = whenWritten;
    }

    void tellWritten() {
      if (!told) {
        told = true;
        whenWritten.run();
      }
    }
  }

  private static final long NEVER = Long.MAX_VALUE;

  private final Simulation simulation;
  private final Link link;
  private final int frameOverhead;
  private final Consumer<SentPacket<F>> reader;
  private final Runnable whenBroken;

  // The writer's end.
  private final ArrayDeque<Sending<F>> waiting = new ArrayDeque<>();

  /** In the buffer, if only in part; the writer does not know yet. */
  private final ArrayDeque<Sending<F>> handingOver = new ArrayDeque<>();

  private long bufferedBytes;
  private long writtenEnd;
  private long linkFreeAtMicros;
  private boolean writerGone;

  // On the way.
  private final ArrayDeque<Runnable> heldBack = new ArrayDeque<>();
  private boolean stalled;
  private boolean dead;
  private long breakAt = NEVER;
  private boolean breakLosesUnread;

  // The reader's end.
  private final ArrayDeque<SentPacket<F>> arrived = new ArrayDeque<>();
  private long arrivedEnd;
  private int demand;
  private Runnable whenEnded = () -> {};
  private boolean broken;
  private boolean readerGone;

  /**
   * @param masked as a client's frames are
   * @param whenBroken run once, behind what arrived before
   */
  Pipe(
      Simulation simulation,
      Link link,
      boolean masked,
      Consumer<SentPacket<F>> reader,
      Runnable whenBroken) {
    this.simulation = simulation;
    this.link = link;
    this.frameOverhead = masked ? 6 : 2;
    this.reader = reader;
    this.whenBroken = whenBroken;
  }

  void send(SentPacket<F> packet, Runnable whenWritten) {
    if (writerGone) {
      whenWritten.run();
      return;
    }
    waiting.add(new Sending<>(packet, whenWritten));
    fillBuffer();
  }

  /** After everything sent before, the reader learns of the end. */
  void end(Runnable atReader) {
    whenEnded = atReader;
    send(new SentPacket<>(new byte[0], List.of()), () -> {});
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

  /**
   * So many bytes arrive yet, and none behind them; the writer is not told.
   *
   * @param losesUnread what arrived and was not read is lost too, as by a reset
   */
  void breakAfter(long bytes, boolean losesUnread) {
    breakAt = Math.min(breakAt, arrivedEnd + bytes);
    breakLosesUnread |= losesUnread;
  }

  /** There is nobody who writes: what is in the buffer may arrive yet, then the reader learns. */
  void writerIsGone() {
    if (writerGone) {
      return;
    }
    writerGone = true;
    breakAt = Math.min(breakAt, writtenEnd - notHandedOver());
    while (!handingOver.isEmpty()) {
      handingOver.remove().tellWritten();
    }
    while (!waiting.isEmpty()) {
      waiting.remove().tellWritten();
    }
    long last = Math.max(simulation.nowMicros(), linkFreeAtMicros);
    simulation.atMicros(last + link.delayMicros(), this::arriveAtBreak);
  }

  /** There is nobody who reads. */
  void readerIsGone() {
    readerGone = true;
    arrived.clear();
  }

  /** Of the packet that is larger than the buffer: what has no room in it yet. */
  private long notHandedOver() {
    if (handingOver.isEmpty()) {
      return 0;
    }
    long toSend = Math.max(0, linkFreeAtMicros - simulation.nowMicros());
    long unsent = toSend * link.bytesPerSecond() / 1_000_000;
    long last = frameBytes(handingOver.getLast().packet);
    return Math.max(0, Math.min(last, unsent - link.bufferBytes()));
  }

  private long frameBytes(SentPacket<F> packet) {
    int payload = packet.bytes().length;
    int length = payload < 126 ? 0 : payload < 65_536 ? 2 : 8;
    return frameOverhead + length + payload;
  }

  private void fillBuffer() {
    while (!waiting.isEmpty() && hasRoomFor(frameBytes(waiting.element().packet))) {
      transmit(waiting.remove());
    }
  }

  /** A packet larger than the whole buffer passes through an empty one. */
  private boolean hasRoomFor(long bytes) {
    return bufferedBytes == 0 || bufferedBytes + bytes <= link.bufferBytes();
  }

  private void transmit(Sending<F> sending) {
    long bytes = frameBytes(sending.packet);
    bufferedBytes += bytes;
    writtenEnd += bytes;
    long now = simulation.nowMicros();
    linkFreeAtMicros = Math.max(now, linkFreeAtMicros) + link.transmissionMicros(bytes);
    long end = writtenEnd;
    simulation.atMicros(linkFreeAtMicros + link.delayMicros(), () -> arrive(sending.packet, end));
    long writtenAt =
        bytes <= link.bufferBytes()
            ? now
            : linkFreeAtMicros - link.transmissionMicros(link.bufferBytes());
    handingOver.add(sending);
    simulation.atMicros(
        Math.max(now + 1, writtenAt),
        () -> {
          handingOver.remove(sending);
          sending.tellWritten();
        });
  }

  private void arrive(SentPacket<F> packet, long end) {
    if (readerGone || dead || broken) {
      return;
    }
    if (stalled) {
      heldBack.add(() -> arrive(packet, end));
      return;
    }
    if (end > breakAt) {
      simulation.count(breakAt > arrivedEnd ? "cuts within a packet" : "cuts between packets");
      breakNow();
      return;
    }
    arrivedEnd = end;
    arrived.add(packet);
    deliver();
  }

  private void arriveAtBreak() {
    if (readerGone || dead || broken) {
      return;
    }
    if (stalled) {
      heldBack.add(this::arriveAtBreak);
      return;
    }
    breakNow();
  }

  private void breakNow() {
    broken = true;
    if (breakLosesUnread) {
      arrived.clear();
    }
    deliver();
  }

  private void deliver() {
    while (!readerGone && !arrived.isEmpty()) {
      if (arrived.element().bytes().length == 0) {
        readerGone = true;
        whenEnded.run();
        return;
      }
      if (demand == 0) {
        return;
      }
      demand--;
      SentPacket<F> packet = arrived.remove();
      bufferedBytes -= frameBytes(packet);
      reader.accept(packet);
      fillBuffer();
    }
    if (broken && !readerGone) {
      readerGone = true;
      whenBroken.run();
    }
  }
}
