package dev.muxwire.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ClientFuzzTest {
  private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("dev.muxwire.client");

  private Level levelBefore = LOGGER.getEffectiveLevel();

  @BeforeEach
  void beQuiet() {
    levelBefore = LOGGER.getEffectiveLevel();
    LOGGER.setLevel(Level.OFF); // it tells of every packet
  }

  @AfterEach
  void beAsBefore() {
    LOGGER.setLevel(levelBefore);
  }

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
