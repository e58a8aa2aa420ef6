package dev.muxwire.client.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.spi.Transport;
import dev.muxwire.client.spi.TransportProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class JettyTransportTest extends TransportContract {
  @Override
  Transport newTransport(int maxPacketBytes) {
    return new JettyTransport(maxPacketBytes);
  }

  @Test
  void isFoundByItsName() {
    assertThat(ServiceLoader.load(TransportProvider.class))
        .anyMatch(provider -> provider.name().equals("jetty"));
  }
}
