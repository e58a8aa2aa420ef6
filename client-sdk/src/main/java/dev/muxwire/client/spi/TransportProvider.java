package dev.muxwire.client.spi;

/** Found by {@link java.util.ServiceLoader}: makes the transport of a name. */
public interface TransportProvider {
  /** As given to {@code ClientOptions.Builder.transport}. */
  String name();

  /**
   * Makes a transport for one client.
   *
   * @param maxPacketBytes the largest message to accept
   */
  Transport create(int maxPacketBytes);
}
