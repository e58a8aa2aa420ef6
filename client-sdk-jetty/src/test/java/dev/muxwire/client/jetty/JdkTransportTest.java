package dev.muxwire.client.jetty;

import dev.muxwire.client.internal.transport.JdkTransport;
import dev.muxwire.client.spi.Transport;

class JdkTransportTest extends TransportContract {
  @Override
  Transport newTransport(int maxPacketBytes) {
    return new JdkTransport(maxPacketBytes);
  }
}
