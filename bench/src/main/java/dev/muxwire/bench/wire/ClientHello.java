package dev.muxwire.bench.wire;

import dev.muxwire.bench.process.MuxwireProcess;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.Hello;
import java.util.List;

/** Packets that clients of Muxwire send. */
final class ClientHello {
  private ClientHello() {}

  /** The first, of one of many readers. */
  static byte[] of(int connection, List<String> features) {
    Hello hello =
        Hello.newBuilder()
            .setVersion(1)
            .setMinVersion(1)
            .addAllFeatures(features)
            .setToken(MuxwireProcess.reader(connection))
            .build();
    return packet(ClientFrame.newBuilder().setHello(hello));
  }

  static byte[] packet(ClientFrame.Builder... frames) {
    ClientPacket.Builder packet = ClientPacket.newBuilder();
    for (ClientFrame.Builder frame : frames) {
      packet.addFrames(frame);
    }
    return packet.build().toByteArray();
  }
}
