package dev.muxwire.network;

import dev.muxwire.network.Cut.Ending;
import dev.muxwire.network.InFlight.End;
import java.io.IOException;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/** One connection through the proxy. Its methods may be called from any thread. */
public final class Connection {
  private final Socket client;
  private final Socket server;
  private final Pipe toServer;
  private final Pipe toClient;
  private final Runnable onCut;
  private final AtomicBoolean cut = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  Connection(Socket client, Socket server, Link link, Tap tap, Random random, Runnable onCut) {
    this.client = client;
    this.server = server;
    this.onCut = onCut;
    this.toServer = new Pipe(this, false, link.toServer(), tap, new Random(random.nextLong()));
    this.toClient = new Pipe(this, true, link.toClient(), tap, new Random(random.nextLong()));
  }

  void start() {
    toServer.start();
    toClient.start();
  }

  Socket client() {
    return client;
  }

  Socket server() {
    return server;
  }

  /** Changes what it goes through, from now on. */
  public void set(Link link) {
    toServer.set(link.toServer());
    toClient.set(link.toClient());
  }

  /** Ends it now; what is in flight is lost. */
  public void cut(Ending ending) {
    if (closed.get() || !cut.compareAndSet(false, true)) {
      return;
    }
    onCut.run();
    if (ending == Ending.RESET) {
      reset();
    } else {
      finishBoth();
    }
  }

  /** Whether its sockets are closed. */
  public boolean isClosed() {
    return closed.get();
  }

  /** Bytes that the server's socket was given. */
  public long bytesToServer() {
    return toServer.delivered();
  }

  /** Bytes that the client's socket was given. */
  public long bytesToClient() {
    return toClient.delivered();
  }

  /** A direction has come to its end, and everything before it was delivered. */
  void end(Pipe pipe, End end) {
    switch (end) {
      case CLOSED -> finish(pipe);
      case LOST -> lost();
      case CUT -> cut(pipe.cutEnding());
    }
  }

  private void finishBoth() {
    toServer.stop();
    toClient.stop();
    finish(toServer);
    finish(toClient);
    closeIfOver();
  }

  private static void finish(Pipe pipe) {
    try {
      pipe.target().shutdownOutput();
    } catch (IOException e) {
      // It is closed already.
    }
  }

  /** One of both is gone; the other one learns of it, unless they are half-open. */
  void lost() {
    if (!toServer.isSwallowing() && !toClient.isSwallowing()) {
      reset();
    }
  }

  void closeIfOver() {
    if (toServer.isOver() && toClient.isOver()) {
      close();
    }
  }

  /** Closes both sockets as if their other ends had never been. */
  void reset() {
    try {
      client.setSoLinger(true, 0);
      server.setSoLinger(true, 0);
    } catch (IOException e) {
      // They are closed already.
    }
    close();
  }

  private void close() {
    if (closed.compareAndSet(false, true)) {
      toServer.stop();
      toClient.stop();
      Sockets.close(client);
      Sockets.close(server);
    }
  }
}
