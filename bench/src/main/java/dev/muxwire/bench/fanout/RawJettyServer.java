package dev.muxwire.bench.fanout;

import dev.muxwire.bench.peer.JettyServer;
import dev.muxwire.bench.process.Commands;
import dev.muxwire.bench.process.Patience;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/**
 * The ceiling: Jetty's WebSocket, which sends buffers that exist already to everyone who is
 * connected, and knows nothing else. Set up as fast as it goes: no fragments, a thread pool of
 * Jetty's own size. Where a client offers permessage-deflate, Jetty negotiates it, with a deflater
 * for each connection; it breaks large messages that are not fragmented, so these are.
 */
public final class RawJettyServer {
  /** One connection's messages in a row, before others have their turn. */
  private static final int TURN = 8;

  private static final int LARGEST_FRAME_BYTES = 1 << 20;

  private final JettyServer jetty;
  private final Queue<Session> sessions = new ConcurrentLinkedQueue<>();
  private int expected;

  private RawJettyServer() throws Exception {
    jetty =
        new JettyServer(
            container ->
                container.addMapping("/fan", (request, response, callback) -> new Socket()));
  }

  public static void main(String[] args) throws Exception {
    RawJettyServer server = new RawJettyServer();
    new Commands()
        .on("port", arguments -> server.jetty.port())
        .on("expect", server::expect)
        .on("fan", server::fan)
        .on("text", server::text)
        .on("write", server::write)
        .serve();
    server.jetty.close();
  }

  private Object expect(List<String> arguments) {
    expected = Integer.parseInt(arguments.get(0));
    return "";
  }

  /** Sends so many messages of so many bytes to each; done when all are written. */
  private Object fan(List<String> arguments) throws Exception {
    int count = Integer.parseInt(arguments.get(0));
    return send(buffers(Pieces.random(Integer.parseInt(arguments.get(1)))), count);
  }

  /** The same, of text. */
  private Object text(List<String> arguments) throws Exception {
    int count = Integer.parseInt(arguments.get(0));
    return send(buffers(Pieces.text(Integer.parseInt(arguments.get(1)))), count);
  }

  /** Sends the writes of a burst, each as a message of its own. */
  private Object write(List<String> arguments) throws Exception {
    int bursts = Integer.parseInt(arguments.get(0));
    List<ByteBuffer> writes = buffers(Bursts.writes());
    return send(writes, bursts * writes.size());
  }

  private static List<ByteBuffer> buffers(List<byte[]> pieces) {
    return pieces.stream()
        .map(bytes -> ByteBuffer.allocateDirect(bytes.length).put(bytes).flip())
        .toList();
  }

  private Object send(List<ByteBuffer> messages, int count) throws Exception {
    Patience.await("connections", () -> sessions.size() >= expected);
    CountDownLatch done = new CountDownLatch(sessions.size());
    sessions.forEach(session -> new Pump(session, messages, count, done).iterate());
    done.await();
    return sessions.size();
  }

  /** One connection's messages, each when the one before is written. */
  private final class Pump extends IteratingCallback {
    private final Session session;
    private final List<ByteBuffer> messages;
    private final int count;
    private final CountDownLatch done;
    private int sent;
    private boolean rested;

    Pump(Session session, List<ByteBuffer> messages, int count, CountDownLatch done) {
      this.session = session;
      this.messages = messages;
      this.count = count;
      this.done = done;
    }

    @Override
    protected Action process() {
      if (sent == count) {
        return Action.SUCCEEDED;
      }
      if (sent % TURN == 0 && !rested) {
        rested = true;
        jetty.execute(this::succeeded);
        return Action.SCHEDULED;
      }
      rested = false;
      ByteBuffer message = messages.get(sent % messages.size()).slice();
      sent++;
      session.sendBinary(message, Callback.from(this::succeeded, this::failed));
      return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
      done.countDown();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
      done.countDown();
    }
  }

  /** One client's. */
  public final class Socket extends Session.Listener.AbstractAutoDemanding {
    @Override
    public void onWebSocketOpen(Session session) {
      super.onWebSocketOpen(session);
      if (!session.getUpgradeResponse().getExtensions().isEmpty()) {
        session.setAutoFragment(true);
        session.setMaxFrameSize(LARGEST_FRAME_BYTES);
      }
      sessions.add(session);
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
      sessions.remove(getSession());
      callback.succeed();
    }
  }
}
