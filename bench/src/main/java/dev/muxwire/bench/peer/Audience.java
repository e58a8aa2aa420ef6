package dev.muxwire.bench.peer;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** Everyone who is connected to a WebSocket endpoint of a peer. Safe for use by several threads. */
public final class Audience {
  private final Queue<Session> sessions = new ConcurrentLinkedQueue<>();
  private final Consumer<Session> welcome;

  /**
   * Nobody yet.
   *
   * @param welcome what is done for each one that comes
   */
  public Audience(Consumer<Session> welcome) {
    this.welcome = welcome;
  }

  /** An endpoint for one who comes. */
  public Object newcomer() {
    return new Member();
  }

  /** Does something for each, one after the other. */
  public void each(Consumer<Session> what) {
    sessions.forEach(what);
  }

  /** One client's. */
  public final class Member extends Session.Listener.AbstractAutoDemanding {
    @Override
    public void onWebSocketOpen(Session session) {
      super.onWebSocketOpen(session);
      sessions.add(session);
      welcome.accept(session);
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
      sessions.remove(getSession());
      callback.succeed();
    }
  }
}
