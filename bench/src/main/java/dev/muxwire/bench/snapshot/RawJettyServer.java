package dev.muxwire.bench.snapshot;

import dev.muxwire.bench.peer.JettyServer;
import dev.muxwire.bench.process.Commands;
import java.nio.ByteBuffer;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/**
 * The ceiling: to who connects it sends as many bytes as the path asks for, in messages of a size,
 * each when the one before is written.
 */
public final class RawJettyServer {
  private static final String PREFIX = "/snapshot/";

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

  private static Socket socket(String asked) {
    String[] words = asked.split("/");
    return new Socket(Long.parseLong(words[0]), Integer.parseInt(words[1]));
  }

  /** One client's. */
  public static final class Socket extends Session.Listener.AbstractAutoDemanding {
    private final long count;
    private final ByteBuffer message;

    Socket(long count, int bytes) {
      this.count = count;
      this.message = ByteBuffer.allocateDirect(bytes);
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
          sent++;
          session.sendBinary(message.slice(), Callback.from(this::succeeded, this::failed));
          return Action.SCHEDULED;
        }
      }.iterate();
    }
  }
}
