package dev.muxwire.fuzz;

import org.junit.jupiter.api.Test;

class ClientFuzzTest {
  @Test
  void anyPacketsOfTheServer_leaveTheClientFitToConnectAgain() {
    Campaign.run(
        "client-frames",
        Bounds.SYSTEM,
        Inputs.halfMutated(new ServerScripts()),
        input -> {
          FuzzTime time = new FuzzTime();
          FuzzedClient client = new FuzzedClient(time);
          PacketScript.packets(input).forEach(client::receive);
          time.passMs(100);
          client.requireUnharmed();
        });
  }
}
