package dev.muxwire.bench.wire;

import dev.muxwire.bench.process.MuxwireProcess;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.Credit;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Ping;
import dev.muxwire.proto.v1.Pong;
import dev.muxwire.proto.v1.Received;
import java.util.ArrayList;
import java.util.List;

/** What every Muxwire client says, whatever it is there for. */
final class Upkeep {
  private static final long ENOUGH_CREDIT_BYTES = 1L << 50;
  private static final long TALLY_NANOS = 50_000_000;
  private static final long PING_NANOS = 10_000_000_000L;

  private final List<byte[]> answers = new ArrayList<>();
  private long told;

  /** Since when there is something to tell; 0, if there is nothing. */
  private long untoldNanos;

  private long pingNanos = System.nanoTime();

  /** The first packet of the n-th client that reads. */
  static byte[] hello(int client, List<String> features) {
    return packet(
        ClientFrame.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setVersion(1)
                    .setMinVersion(1)
                    .setToken(MuxwireProcess.reader(client))
                    .addAllFeatures(features)));
  }

  /** Credit that never ends. */
  static ClientFrame.Builder credit(int stream) {
    return ClientFrame.newBuilder()
        .setStreamId(stream)
        .setCredit(Credit.newBuilder().setLimitBytes(ENOUGH_CREDIT_BYTES));
  }

  static byte[] packet(ClientFrame.Builder... frames) {
    ClientPacket.Builder packet = ClientPacket.newBuilder();
    for (ClientFrame.Builder frame : frames) {
      packet.addFrames(frame);
    }
    return packet.build().toByteArray();
  }

  void ping(long nonce) {
    say(packet(ClientFrame.newBuilder().setPong(Pong.newBuilder().setNonce(nonce))));
  }

  void say(byte[] packet) {
    answers.add(packet);
  }

  /** All that is to be said by now. */
  List<byte[]> answers(long received) {
    long now = System.nanoTime();
    if (received > told && untoldNanos == 0) {
      untoldNanos = now;
    }
    if (untoldNanos != 0 && now - untoldNanos > TALLY_NANOS) {
      told = received;
      untoldNanos = 0;
      Received tally = Received.newBuilder().setConnectionBytes(received).build();
      say(packet(ClientFrame.newBuilder().setReceived(tally)));
    }
    if (now - pingNanos > PING_NANOS) {
      pingNanos = now;
      say(packet(ClientFrame.newBuilder().setPing(Ping.newBuilder().setNonce(now))));
    }
    if (answers.isEmpty()) {
      return List.of();
    }
    List<byte[]> due = List.copyOf(answers);
    answers.clear();
    return due;
  }
}
