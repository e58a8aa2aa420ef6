package dev.muxwire.client.jetty;

import dev.muxwire.client.spi.Transport;
import dev.muxwire.client.spi.TransportProvider;

/** Makes {@link JettyTransport}s. */
public final class JettyTransportProvider implements TransportProvider {
  @Override
  public String name() {
    return JettyTransport.NAME;
  }

  @Override
  public Transport create(int maxPacketBytes) {
    return new JettyTransport(maxPacketBytes);
  }
}
