package dev.muxwire.conformance.client;

import dev.muxwire.conformance.Exchange;
import dev.muxwire.conformance.Inapplicable;
import dev.muxwire.conformance.Scene;
import dev.muxwire.conformance.client.driver.Driver;
import dev.muxwire.conformance.client.driver.Told;
import dev.muxwire.conformance.client.peer.Patience;
import dev.muxwire.conformance.client.peer.PeerConnection;
import dev.muxwire.conformance.client.peer.ReferencePeer;
import dev.muxwire.conformance.client.peer.Tamper;
import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.conformance.proto.v1.Connect;
import dev.muxwire.conformance.proto.v1.Description;
import dev.muxwire.conformance.proto.v1.Disconnect;
import dev.muxwire.conformance.proto.v1.DriverRequest;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Welcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** One case's peer, and the clients that the driver makes for it. */
public final class ClientScene implements Scene {
  /** The waits that a client is asked to make, so that cases are short. */
  private static final int FIRST_BACKOFF_MS = 20;

  private static final int MAX_BACKOFF_MS = 100;

  /** A client that the peer has welcomed. */
  public record Session(Client client, PeerConnection peer, Hello hello) {}

  private final Driver driver;
  private final Description description;
  private final Patience patience;
  private final Tamper tamper;
  private final Exchange exchange = new Exchange();
  private final ReferencePeer peer;
  private final List<Client> clients = new ArrayList<>();

  ClientScene(Driver driver, Description description, Patience patience, Tamper tamper)
      throws IOException {
    this.driver = driver;
    this.description = description;
    this.patience = patience;
    this.tamper = tamper;
    this.peer = new ReferencePeer(exchange, patience, tamper);
  }

  /**
   * The case is about these.
   *
   * @throws Inapplicable the client does not have all of them
   */
  public void need(Capability... capabilities) {
    for (Capability one : capabilities) {
      if (!has(one)) {
        String name = one.name().replace("CAPABILITY_", "").replace('_', ' ');
        throw new Inapplicable("the client has no " + name.toLowerCase(Locale.ROOT));
      }
    }
  }

  /**
   * The case waits for long.
   *
   * @throws Inapplicable slow cases were not asked for
   */
  public void needTime() {
    if (!patience.slow()) {
      throw new Inapplicable("it waits for the better part of a minute: --slow runs it");
    }
  }

  public boolean has(Capability capability) {
    return description.getCapabilitiesList().contains(capability);
  }

  public ReferencePeer peer() {
    return peer;
  }

  /** Asks the driver; what it tells of it goes to the record. */
  Told ask(DriverRequest.Builder request) {
    exchange.note("driver <", request.getCommandCase().name());
    exchange.frame("driver <", request.build());
    return driver.ask(request, patience, tamper, event -> exchange.frame("driver >", event));
  }

  /** A client that begins to connect. */
  public Client connect() {
    return connect(options -> options);
  }

  /** A client that begins to connect with other options. */
  public Client connect(UnaryOperator<Connect.Builder> options) {
    Connect.Builder connect =
        Connect.newBuilder()
            .setUrl(peer.url())
            .setToken("secret-token")
            .setFirstBackoffMs(FIRST_BACKOFF_MS)
            .setMaxBackoffMs(MAX_BACKOFF_MS);
    Client client =
        new Client(this, ask(DriverRequest.newBuilder().setConnect(options.apply(connect))));
    clients.add(client);
    return client;
  }

  /** The next connection, upgraded, its Hello read. */
  public PeerConnection greeted() {
    PeerConnection connection = peer.next();
    connection.accept();
    return connection;
  }

  /** The next connection, upgraded and welcomed with the same identity as ever. */
  public PeerConnection welcomed() {
    return welcomed(welcome -> welcome);
  }

  /** The next connection, upgraded and welcomed. */
  public PeerConnection welcomed(UnaryOperator<Welcome.Builder> welcome) {
    PeerConnection connection = greeted();
    Hello hello = connection.expect(ClientFrame.BodyCase.HELLO).getHello();
    connection.send(Frames.welcome(welcome.apply(Frames.welcomeOf(hello))));
    return connection;
  }

  /** A client that is welcomed. */
  public Session session() {
    return session(options -> options, welcome -> welcome);
  }

  /** A client that is welcomed. */
  public Session session(
      UnaryOperator<Connect.Builder> options, UnaryOperator<Welcome.Builder> welcome) {
    Client client = connect(options);
    PeerConnection connection = greeted();
    Hello hello = connection.expect(ClientFrame.BodyCase.HELLO).getHello();
    connection.send(Frames.welcome(welcome.apply(Frames.welcomeOf(hello))));
    client.awaitConnected();
    return new Session(client, connection, hello);
  }

  @Override
  public Exchange exchange() {
    return exchange;
  }

  @Override
  public void settle() {
    peer.throwBreach();
    driver.requireRunning();
  }

  @Override
  public void close() {
    for (Client client : clients) {
      DriverRequest.Builder disconnect =
          DriverRequest.newBuilder()
              .setClient(client.id())
              .setDisconnect(Disconnect.getDefaultInstance());
      driver.ask(disconnect, patience, Tamper.NONE, event -> {});
    }
    peer.close();
    if (!description.getConcurrentClients()) {
      driver.close();
    }
  }
}
