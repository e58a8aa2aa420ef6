package dev.muxwire.server.endpoint;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/**
 * A connector whose selectors read WebSockets themselves. Jetty takes it that whoever is told of a
 * message may block, and has another thread take over the selector each time, which costs more than
 * most messages; here nobody blocks.
 */
final class ReadingSelectors extends ServerConnector {
  ReadingSelectors(Server server, int selectors) {
    super(server, 1, selectors, new HttpConnectionFactory());
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) {
    SocketChannelEndPoint endPoint =
        new SocketChannelEndPoint(channel, selector, key, getScheduler()) {
          @Override
          public Runnable onSelected() {
            Runnable task = super.onSelected();
            Connection connection = getConnection();
            return task != null && connection instanceof WebSocketConnection
                ? Invocable.from(Invocable.InvocationType.NON_BLOCKING, task)
                : task;
          }
        };
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }
}
