package dev.muxwire.bench.change;

import dev.muxwire.bench.process.Commands;
import dev.muxwire.bench.workspace.SampleWorkspace;
import java.util.List;
import java.util.Map;
import org.cometd.bayeux.Promise;
import org.cometd.server.BayeuxServerImpl;
import org.cometd.server.websocket.jetty.JettyWebSocketTransport;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * CometD over Jetty's WebSocket: a change is published on a channel as its fields, by the server
 * itself. It holds no workspace, so a subscriber that misses a message has lost it.
 */
public final class CometdServer {
  static final String PATH = "/cometd";

  /** Until a subscriber is taken for gone: it reads only when its turn has come. */
  private static final long PATIENCE_MS = 120_000;

  private final Server jetty = new Server();
  private final ServerConnector connector = new ServerConnector(jetty);
  private final BayeuxServerImpl bayeux = new BayeuxServerImpl();
  private final List<String> tabs = SampleWorkspace.tabs();

  private CometdServer() throws Exception {
    connector.setHost("127.0.0.1");
    jetty.addConnector(connector);
    jetty.setHandler(WebSocketUpgradeHandler.from(jetty, container -> {}));
    bayeux.setOption(Context.class.getName(), jetty.getContext());
    bayeux.setOption("ws.cometdURLMapping", PATH);
    bayeux.setOption("ws.maxInterval", PATIENCE_MS);
    bayeux.setTransports(new JettyWebSocketTransport(bayeux));
    bayeux.setAllowedTransports("websocket");
    jetty.start();
    bayeux.start();
    bayeux.createChannelIfAbsent(BayeuxDialect.CHANNEL, channel -> channel.setPersistent(true));
  }

  public static void main(String[] args) throws Exception {
    CometdServer server = new CometdServer();
    new Commands()
        .on("port", arguments -> server.connector.getLocalPort())
        .on("change", server::change)
        .serve();
    server.bayeux.stop();
    server.jetty.stop();
  }

  /** The number of the change; tells when it began. */
  private Object change(List<String> arguments) {
    long change = Long.parseLong(arguments.get(0));
    long began = System.nanoTime();
    Map<String, Object> fields =
        Map.of(
            "id", tabs.get((int) (change % tabs.size())), "title", SampleWorkspace.title(change));
    bayeux.getChannel(BayeuxDialect.CHANNEL).publish(null, fields, Promise.noop());
    return began;
  }
}
