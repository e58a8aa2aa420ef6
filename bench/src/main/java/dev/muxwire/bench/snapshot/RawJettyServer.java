package dev.muxwire.bench.snapshot;

import dev.muxwire.bench.peer.JettyServer;
import dev.muxwire.bench.process.Commands;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;

/**
 * The ceilings: to who connects it sends as many bytes as the path asks for, in messages of a size,
 * each when the one before is written. On one path they lie one behind the other in memory outside
 * of the heap: one message sent again and again would come from the processor's cache, as no
 * snapshot does. On the other path they are gathered from entities that can change, see {@link
 * Entities}.
 */
public final class RawJettyServer {
  private static final String PREFIX = "/snapshot/";
  private static final String ENTITIES_PREFIX = "/entities/";

  private static final int PAGE_BYTES = 1 << 20;

  private static ByteBuffer snapshot = ByteBuffer.allocate(0);

  private RawJettyServer() {}

  public static void main(String[] args) throws Exception {
    try (JettyServer jetty =
        new JettyServer(
            container -> {
              container.addMapping(PREFIX + "*", (request, b, c) -> prepared(asked(request)));
              container.addMapping(
                  ENTITIES_PREFIX + "*", (request, b, c) -> gathered(asked(request)));
            })) {
      new Commands().on("port", arguments -> jetty.port()).serve();
    }
  }

  private static List<Integer> asked(ServerUpgradeRequest request) {
    return Arrays.stream(request.getHttpURI().getPath().split("/"))
        .skip(2)
        .map(Integer::valueOf)
        .toList();
  }

  /** What a client asks for. */
  static String path(long messages, long bytes) {
    return PREFIX + messages + "/" + bytes;
  }

  /** The same, gathered from so many entities. */
  static String entitiesPath(long messages, long bytes, long entities) {
    return ENTITIES_PREFIX + messages + "/" + bytes + "/" + entities;
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

  private static Socket prepared(List<Integer> asked) {
    int bytes = asked.get(1);
    ByteBuffer all = snapshot((long) asked.get(0) * bytes);
    int[] sent = {0};
    return new Socket(asked.get(0), () -> all.slice(sent[0]++ * bytes, bytes));
  }

  private static Socket gathered(List<Integer> asked) {
    int bytes = asked.get(1);
    Entities entities = Entities.of(asked.get(2), (long) asked.get(0) * bytes);
    return new Socket(asked.get(0), entities.messages(bytes));
  }

  /** One client's. */
  public static final class Socket extends Session.Listener.AbstractAutoDemanding {
    private final int count;
    private final Supplier<ByteBuffer> messages;

    Socket(int count, Supplier<ByteBuffer> messages) {
      this.count = count;
      this.messages = messages;
    }

    @Override
    public void onWebSocketOpen(Session session) {
      super.onWebSocketOpen(session);
      new IteratingCallback() {
        private int sent;

        @Override
        protected Action process() {
          if (sent == count) {
            return Action.SUCCEEDED;
          }
          sent++;
          session.sendBinary(messages.get(), Callback.from(this::succeeded, this::failed));
          return Action.SCHEDULED;
        }
      }.iterate();
    }
  }
}
