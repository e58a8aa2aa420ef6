package dev.muxwire.fuzz;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerFuzzTest {
  private static final int SPACED_PACKETS = 100;

  @Test
  void anyFirstPacket_endsOrOpensItsConnectionAlone() {
    byte[] hello =
        ClientPacket.newBuilder()
            .addFrames(
                ClientFrame.newBuilder()
                    .setHello(
                        Hello.newBuilder()
                            .setVersion(1)
                            .setMinVersion(1)
                            .setToken(FuzzedServer.TOKEN)
                            .addFeatures("search")))
            .build()
            .toByteArray();
    Campaign.run(
        "server-hello",
        Bounds.SYSTEM,
        Inputs.mutationsOf(List.of(hello)),
        input -> play(input, false));
  }

  @Test
  void anyFramesAfterWelcome_harmNobodyElse() {
    Campaign.run(
        "server-frames",
        Bounds.SYSTEM,
        Inputs.halfMutated(new ClientScripts()),
        input -> play(input, true));
  }

  private static void play(byte[] input, boolean greeted) {
    PreparedServer prepared = new PreparedServer(new MemoryLogStore());
    FuzzedPeer peer = prepared.server.connect();
    prepared.time.passMs(1);
    if (greeted) {
      peer.hello();
    }
    int sent = 0;
    for (byte[] packet : PacketScript.packets(input)) {
      peer.send(packet);
      prepared.time.passMs(sent++ < SPACED_PACKETS ? 2 : 0); // a flood takes no time
    }
    prepared.type();
    prepared.time.passMs(100);
    if (greeted && !peer.isAnswered()) {
      throw new AssertionError("the connection is neither closed nor answered");
    }
    peer.cut();
    prepared.settle();
    prepared.requireUnharmed();
  }
}
