package dev.muxwire.bench.micro;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.Output;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.server.wire.ClientPackets;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.PacketBuilder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A packet with one frame of output: to viewers, and from a host. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PacketCodec {
  private static final int MAX_PACKET_BYTES = 64 << 10;
  private static final int STREAM = 7;
  private static final long OFFSET = 123_456_789;

  @Param({"128", "16384"})
  private int bytes;

  private final PacketBuilder builder = new PacketBuilder(MAX_PACKET_BYTES);
  private byte[] data = {};
  private byte[] body = {};
  private byte[] received = {};

  @Setup
  public void prepare() {
    data = new byte[bytes];
    ThreadLocalRandom.current().nextBytes(data);
    body = encodeBody();
    PublishOutput output = PublishOutput.newBuilder().setData(wrap()).build();
    ClientFrame frame =
        ClientFrame.newBuilder().setStreamId(STREAM).setPublishOutput(output).build();
    received = ClientPacket.newBuilder().addFrames(frame).build().toByteArray();
  }

  private ByteString wrap() {
    return UnsafeByteOperations.unsafeWrap(data);
  }

  /** Once for all viewers. */
  @Benchmark
  public byte[] encodeBody() {
    Output output = Output.newBuilder().setOffset(OFFSET).setData(wrap()).build();
    return Bodies.encode(ServerFrame.OUTPUT_FIELD_NUMBER, output);
  }

  /** Once for each viewer: a head of its own before the shared body. */
  @Benchmark
  public ByteBuffer addBody() {
    builder.add(STREAM, body);
    return builder.takePacket();
  }

  /** What a host sent. */
  @Benchmark
  public List<ClientFrame> parse() {
    return ClientPackets.parse(received, MAX_PACKET_BYTES);
  }
}
