package dev.muxwire.symptoms;

import dev.muxwire.e2e.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/** Passes bytes on, counts them, and cuts on demand. */
final class CountingProxy implements AutoCloseable {
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger connections = new AtomicInteger();
  private final TcpProxy proxy;

  CountingProxy(IntSupplier port) throws IOException {
    proxy =
        TcpProxy.tapped(
            port,
            () -> {
              connections.incrementAndGet();
              return (fromServer, buffer, count) -> bytes.addAndGet(count);
            });
  }

  URI uri() {
    return proxy.uri();
  }

  /** Bytes of all connections, both ways. */
  long bytes() {
    return bytes.get();
  }

  /** Connections made so far. */
  int connections() {
    return connections.get();
  }

  void cut() {
    proxy.cutAll();
  }

  @Override
  public void close() throws IOException {
    proxy.close();
  }
}
