package dev.muxwire.bench.scrollback;

import dev.muxwire.bench.peer.JettyServer;
import dev.muxwire.bench.process.Commands;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/**
 * The ceiling: a Jetty WebSocket that sends a file, or what a RocksDB has of it, to its only
 * client, piece by piece through one direct buffer. It knows no credit, and packs nothing.
 */
public final class RawHistoryServer {
  static final String PATH = "/history";

  /** As large as Muxwire's packets. */
  private static final int PIECE_BYTES = 64 << 10;

  private static final long PATIENCE_SECONDS = 120;

  private final CompletableFuture<Session> client = new CompletableFuture<>();

  private RawHistoryServer() {}

  public static void main(String[] args) throws Exception {
    RawHistoryServer server = new RawHistoryServer();
    try (JettyServer jetty =
        new JettyServer(
            container ->
                container.addMapping(PATH, (request, response, callback) -> server.new Socket()))) {
      new Commands()
          .on("port", arguments -> jetty.port())
          .on("file", server::file)
          .on("store", server::store)
          .serve();
    }
  }

  /** Sends a file; done when all of it is written. */
  private Object file(List<String> arguments) throws Exception {
    try (FileChannel file = FileChannel.open(Path.of(arguments.get(0)))) {
      return send(file::read);
    }
  }

  /**
   * Sends what a RocksDB in a directory has of a file, or stores it there first, if the directory
   * is new; tells the bytes sent.
   */
  private Object store(List<String> arguments) throws Exception {
    Path directory = Path.of(arguments.get(0));
    boolean isNew = !Files.exists(directory);
    try (StoredHistory history = new StoredHistory(directory)) {
      if (isNew) {
        history.fill(Path.of(arguments.get(1)));
        return 0;
      }
      return send(history::read);
    }
  }

  private long send(Pieces pieces) throws Exception {
    Pump pump = new Pump(client.get(PATIENCE_SECONDS, TimeUnit.SECONDS), pieces);
    pump.iterate();
    return pump.done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** What is sent. */
  @FunctionalInterface
  private interface Pieces {
    /** Reads into a buffer as much as it has room for; -1 at the end. */
    int read(ByteBuffer buffer) throws Exception;
  }

  /** The next piece when the one before is written. */
  private static final class Pump extends IteratingCallback {
    private final Session session;
    private final Pieces pieces;
    private final CompletableFuture<Long> done = new CompletableFuture<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE_BYTES);
    private long sent;

    Pump(Session session, Pieces pieces) {
      this.session = session;
      this.pieces = pieces;
    }

    @Override
    protected Action process() throws Exception {
      buffer.clear();
      int count = pieces.read(buffer);
      if (count < 0) {
        return Action.SUCCEEDED;
      }
      sent += count;
      session.sendBinary(buffer.flip(), Callback.from(this::succeeded, this::failed));
      return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
      done.complete(sent);
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
      done.completeExceptionally(cause);
    }
  }

  /** The client's. */
  public final class Socket extends Session.Listener.AbstractAutoDemanding {
    @Override
    public void onWebSocketOpen(Session session) {
      super.onWebSocketOpen(session);
      client.complete(session);
    }
  }
}
