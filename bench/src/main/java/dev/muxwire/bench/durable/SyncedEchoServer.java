package dev.muxwire.bench.durable;

import dev.muxwire.bench.peer.JettyServer;
import dev.muxwire.bench.process.Commands;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.rocksdb.RocksDBException;

/**
 * The ceilings with a network: a Jetty WebSocket that writes each message to a bare RocksDB,
 * synced, and sends it back. On one path Jetty's own threads write, as many as have something, so
 * RocksDB groups what comes together; on the other one a thread of its own does, see {@link
 * WriterThread}.
 */
public final class SyncedEchoServer {
  static final String PATH = "/synced";
  static final String WRITER_THREAD_PATH = "/synced-by-a-writer";

  private SyncedEchoServer() {}

  /** How a message is written. */
  private interface Writing {
    void write(byte[] value, Runnable whenWritten) throws RocksDBException;
  }

  /** The directory. */
  public static void main(String[] args) throws Exception {
    WriterThread[] writer = new WriterThread[1];
    try (SyncedStore store = new SyncedStore(args[0]);
        JettyServer jetty =
            new JettyServer(
                container -> {
                  Writing inPlace =
                      (value, whenWritten) -> {
                        store.write(List.of(value));
                        whenWritten.run();
                      };
                  container.addMapping(PATH, (a, b, c) -> new Socket(inPlace));
                  container.addMapping(
                      WRITER_THREAD_PATH,
                      (a, b, c) -> new Socket((value, done) -> writer[0].write(value, done)));
                })) {
      writer[0] = new WriterThread(store, jetty::execute);
      new Commands().on("port", arguments -> jetty.port()).serve();
    }
  }

  /** One client's. */
  public static final class Socket extends Session.Listener.AbstractAutoDemanding {
    private final Writing writing;

    Socket(Writing writing) {
      this.writing = writing;
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      byte[] value = new byte[payload.remaining()];
      payload.get(value);
      try {
        writing.write(value, () -> getSession().sendBinary(ByteBuffer.wrap(value), Callback.NOOP));
        callback.succeed();
      } catch (RocksDBException e) {
        callback.fail(e);
      }
    }
  }
}
