package dev.muxwire.server.endpoint;

import dev.muxwire.server.config.ServerConfig;
import java.util.Locale;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which Host and Origin headers may upgrade. Each against its own list, never one against the
 * other: a page that rebinds its name to this address sends equal ones.
 */
final class AllowLists {
  private final ServerConfig config;
  private final IntSupplier port;

  /**
   * @param port the one that is listened on
   */
  AllowLists(ServerConfig config, IntSupplier port) {
    this.config = config;
    this.port = port;
  }

  /** A Host header, with or without port. */
  boolean allowsHost(@Nullable String header) {
    if (header == null) {
      return false;
    }
    String host = withoutPort(header.toLowerCase(Locale.ROOT));
    return ServerConfig.isLoopback(host)
        || host.equals(config.listenHost())
        || config.allowedHosts().contains(host);
  }

  /** An Origin header; programs that are no browsers have none. */
  boolean allowsOrigin(@Nullable String origin) {
    if (origin == null) {
      return true;
    }
    return config.allowedOrigins().contains(origin) || isOwnOrigin(origin);
  }

  private boolean isOwnOrigin(String origin) {
    return origin.equals("http://127.0.0.1:" + port.getAsInt())
        || origin.equals("http://localhost:" + port.getAsInt());
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }
}
