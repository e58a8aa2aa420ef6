package dev.muxwire.bench.fanout;

import dev.muxwire.bench.process.Commands;
import dev.muxwire.bench.process.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.cometd.bayeux.BinaryData;
import org.cometd.bayeux.Promise;
import org.cometd.bayeux.server.BayeuxContext;
import org.cometd.bayeux.server.ServerChannel;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.server.BayeuxServerImpl;
import org.cometd.server.ext.BinaryExtension;
import org.cometd.server.websocket.jetty.JettyWebSocketTransport;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * CometD over Jetty's WebSocket: each piece is published on a channel as its documentation advises
 * for binary data, by the BinaryExtension (Z85, so 5 characters for 4 bytes). A published message
 * is made to JSON once for all subscribers.
 *
 * <p>CometD queues what is published for each session without a bound. The producer therefore
 * learns from {@code writeComplete} what each session has written, and is never more than {@value
 * #WINDOW} messages ahead of the slowest.
 */
public final class CometdServer {
  static final String CHANNEL = "/terminal";
  static final String PATH = "/cometd";
  private static final int WINDOW = 16;
  private static final int LARGEST_FRAME_BYTES = 1 << 20;

  /** A reader says nothing while others are measured. */
  private static final long HOUR_MS = 3_600_000;

  private final Server jetty = new Server();
  private final ServerConnector connector = new ServerConnector(jetty);
  private final BayeuxServerImpl bayeux = new BayeuxServerImpl();
  private final Lag lag = new Lag(WINDOW);

  private CometdServer() throws Exception {
    connector.setHost("127.0.0.1");
    jetty.addConnector(connector);
    ContextHandler context = new ContextHandler("/");
    ServerWebSocketContainer container = ServerWebSocketContainer.ensure(jetty, context);
    container.setAutoFragment(false);
    container.setMaxFrameSize(LARGEST_FRAME_BYTES);
    container.setIdleTimeout(Duration.ZERO);
    context.setHandler(new WebSocketUpgradeHandler(container));
    jetty.setHandler(context);
    bayeux.setOption(Context.class.getName(), context.getContext());
    bayeux.setOption("ws.cometdURLMapping", PATH);
    bayeux.setOption("timeout", HOUR_MS);
    bayeux.setOption("maxInterval", HOUR_MS);
    bayeux.setTransports(new Transport());
    bayeux.setAllowedTransports("websocket");
    bayeux.addExtension(new BinaryExtension());
    jetty.start();
    bayeux.start();
    bayeux.createChannelIfAbsent(CHANNEL, channel -> channel.setPersistent(true));
  }

  public static void main(String[] args) throws Exception {
    CometdServer server = new CometdServer();
    new Commands()
        .on("port", arguments -> server.connector.getLocalPort())
        .on("expect", server::expect)
        .on("fan", server::fan)
        .serve();
    server.bayeux.stop();
    server.jetty.stop();
  }

  private Object expect(List<String> arguments) {
    lag.expect(Integer.parseInt(arguments.get(0)));
    return "";
  }

  /** Publishes so many messages of so many bytes. */
  private Object fan(List<String> arguments) throws Exception {
    ServerChannel channel = bayeux.getChannel(CHANNEL);
    Patience.await("subscribers", () -> channel.getSubscribers().size() >= lag.readers());
    byte[] piece = Pieces.random(Integer.parseInt(arguments.get(1))).get(0);
    for (int i = 0; i < Integer.parseInt(arguments.get(0)); i++) {
      lag.awaitRoom();
      channel.publish(null, new BinaryData(piece, true, Map.of()), Promise.noop());
    }
    return "";
  }

  /** Tells what was written. */
  private final class Transport extends JettyWebSocketTransport {
    Transport() {
      super(bayeux);
    }

    @Override
    protected Object newWebSocketEndPoint(BayeuxContext context) {
      return new Subscriber(this, context);
    }
  }

  /** One client's. */
  public final class Subscriber extends JettyWebSocketTransport.EndPoint {
    private long written;

    Subscriber(JettyWebSocketTransport transport, BayeuxContext context) {
      transport.super(context);
    }

    @Override
    protected void writeComplete(Context context, List<ServerMessage> messages) {
      for (ServerMessage message : messages) {
        if (CHANNEL.equals(message.getChannel())) {
          lag.written(written++);
        }
      }
    }
  }
}
