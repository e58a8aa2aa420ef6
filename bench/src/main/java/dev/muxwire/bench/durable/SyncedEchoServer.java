package dev.muxwire.bench.durable;

import dev.muxwire.bench.peer.JettyServer;
import dev.muxwire.bench.process.Commands;
import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.rocksdb.RocksDBException;

/**
 * The ceiling with a network: a Jetty WebSocket that writes each message to a bare RocksDB, synced,
 * and sends it back. Jetty's own threads write, as many as have something, so RocksDB groups what
 * comes together.
 */
public final class SyncedEchoServer {
  static final String PATH = "/synced";

  private SyncedEchoServer() {}

  /** The directory. */
  public static void main(String[] args) throws Exception {
    try (SyncedStore store = new SyncedStore(args[0]);
        JettyServer jetty =
            new JettyServer(
                container -> container.addMapping(PATH, (a, b, c) -> new Socket(store)))) {
      new Commands().on("port", arguments -> jetty.port()).serve();
    }
  }

  /** One client's. */
  public static final class Socket extends Session.Listener.AbstractAutoDemanding {
    private final SyncedStore store;

    Socket(SyncedStore store) {
      this.store = store;
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      byte[] value = new byte[payload.remaining()];
      payload.get(value);
      try {
        store.write(value);
        getSession().sendBinary(ByteBuffer.wrap(value), Callback.NOOP);
        callback.succeed();
      } catch (RocksDBException e) {
        callback.fail(e);
      }
    }
  }
}
