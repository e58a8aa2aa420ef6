package dev.muxwire.bench.snapshot;

import dev.muxwire.bench.peer.JettyServer;
import dev.muxwire.bench.process.Commands;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/**
 * The ceiling: to who connects it sends as many bytes as the path asks for, in messages of a size,
 * each when the one before is written. They lie one behind the other in memory outside of the heap:
 * one message sent again and again would come from the processor's cache, as no snapshot does.
 */
public final class RawJettyServer {
  private static final String PREFIX = "/snapshot/";

  private static final int PAGE_BYTES = 1 << 20;

  private static ByteBuffer snapshot = ByteBuffer.allocate(0);

  private RawJettyServer() {}

  public static void main(String[] args) throws Exception {
    try (JettyServer jetty =
        new JettyServer(
            container ->
                container.addMapping(
                    PREFIX + "*",
                    (request, response, callback) ->
                        socket(request.getHttpURI().getPath().substring(PREFIX.length()))))) {
      new Commands().on("port", arguments -> jetty.port()).serve();
    }
  }

  /** What a client asks for. */
  static String path(long messages, long bytes) {
    return PREFIX + messages + "/" + bytes;
  }

  /** So many bytes at least: snapshots of one workspace differ by a few. */
  private static synchronized ByteBuffer snapshot(long bytes) {
    if (snapshot.capacity() < bytes) {
      byte[] page = new byte[PAGE_BYTES];
      ByteBuffer larger = ByteBuffer.allocateDirect(Math.toIntExact(bytes + PAGE_BYTES));
      while (larger.hasRemaining()) {
        new SplittableRandom(larger.position()).nextBytes(page);
        larger.put(page, 0, Math.min(page.length, larger.remaining()));
      }
      snapshot = larger;
    }
    return snapshot;
  }

  private static Socket socket(String asked) {
    String[] words = asked.split("/");
    return new Socket(Long.parseLong(words[0]), Integer.parseInt(words[1]));
  }

  /** One client's. */
  public static final class Socket extends Session.Listener.AbstractAutoDemanding {
    private final long count;
    private final int bytes;
    private final ByteBuffer all;

    Socket(long count, int bytes) {
      this.count = count;
      this.bytes = bytes;
      this.all = snapshot(count * bytes);
    }

    @Override
    public void onWebSocketOpen(Session session) {
      super.onWebSocketOpen(session);
      new IteratingCallback() {
        private long sent;

        @Override
        protected Action process() {
          if (sent == count) {
            return Action.SUCCEEDED;
          }
          ByteBuffer message = all.slice(Math.toIntExact(sent * bytes), bytes);
          sent++;
          session.sendBinary(message, Callback.from(this::succeeded, this::failed));
          return Action.SCHEDULED;
        }
      }.iterate();
    }
  }
}
