package dev.muxwire.bench.micro;

import dev.muxwire.server.outbound.FrameSink;
import dev.muxwire.server.outbound.OutboundScheduler;
import dev.muxwire.server.outbound.Priority;
import dev.muxwire.server.outbound.Source;
import dev.muxwire.wire.PacketBuilder;
import dev.muxwire.wire.PacketMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The scheduler of a connection, with streams of which each has a small write to send. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Outbound {
  private static final int MAX_PACKET_BYTES = 64 << 10;

  @Param({"1", "16", "256"})
  private int streams;

  private final TaskQueue loop = new TaskQueue();
  private final Network network = new Network();
  private final OutboundScheduler scheduler =
      new OutboundScheduler(
          loop, network, PacketMemory.HEAP, MAX_PACKET_BYTES, () -> {}, (priority, bytes) -> {});
  private final List<Terminal> terminals = new ArrayList<>();

  @Setup
  public void open() {
    for (int i = 1; i <= streams; i++) {
      Terminal terminal = new Terminal(i);
      terminals.add(terminal);
      scheduler.add(terminal);
    }
  }

  /** Until all have sent theirs. */
  @Benchmark
  public long allDue() {
    for (Terminal terminal : terminals) {
      terminal.due = true;
    }
    scheduler.wake();
    loop.drain();
    return network.bytes;
  }

  private static final class Terminal implements Source {
    private final byte[] body = new byte[128];
    private final int stream;
    private boolean due;

    Terminal(int stream) {
      this.stream = stream;
    }

    @Override
    public Priority priority() {
      return Priority.TERMINAL;
    }

    @Override
    public boolean ready() {
      return due;
    }

    @Override
    public boolean isPaced() {
      return false;
    }

    @Override
    public Fill fill(PacketBuilder packet) {
      if (body.length > packet.room(stream)) {
        return Fill.EMPTY;
      }
      packet.add(stream, body);
      due = false;
      return Fill.WRITTEN;
    }
  }

  /** Takes everything at once. */
  private static final class Network implements FrameSink {
    private long bytes;

    @Override
    public boolean send(ByteBuffer packet, Runnable whenWritten) {
      bytes += packet.remaining();
      return true;
    }

    @Override
    public void close(int code, String reason) {}
  }
}
