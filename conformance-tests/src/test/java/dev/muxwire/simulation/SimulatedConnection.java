package dev.muxwire.simulation;

import dev.muxwire.client.spi.TransportConnection;
import dev.muxwire.client.spi.TransportListener;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.server.connection.Connection;
import dev.muxwire.server.connection.Edge;
import dev.muxwire.time.Loop;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One connection over the simulated network: a transport to the client, an edge to the server. */
final class SimulatedConnection implements TransportConnection {
  /** How long an end that closed waits for the other. */
  private static final long CLOSE_MS = 3_000;

  private final Simulation simulation;
  private final String name;
  private final TransportListener client;
  private final Pipe<ClientFrame> toServer;
  private final Pipe<ServerFrame> toClient;
  private final PacketRules rules;
  private final ServerEnd serverEnd = new ServerEnd();
  private @Nullable Loop serverLoop;
  private @Nullable Connection server;
  private boolean clientGone;
  private boolean serverGone;
  private boolean clientClosing;

  SimulatedConnection(
      Simulation simulation, String name, TransportListener client, Pipe.Link up, Pipe.Link down) {
    this.simulation = simulation;
    this.name = name;
    this.client = client;
    this.rules = new PacketRules(simulation, name);
    this.toServer = new Pipe<>(simulation, up, this::arriveAtServer);
    this.toClient = new Pipe<>(simulation, down, this::arriveAtClient);
  }

  String name() {
    return name;
  }

  boolean isOver() {
    return clientGone && (serverGone || server == null);
  }

  Edge edge() {
    return serverEnd;
  }

  /** The upgrade succeeded. */
  void opened(Loop loop, Connection accepted) {
    if (clientGone) {
      return;
    }
    serverLoop = loop;
    server = accepted;
    loop.execute(accepted::opened);
    client.opened();
  }

  void refused() {
    clientIsGone(TransportListener.ABNORMAL, "connection refused");
  }

  void stall(boolean yes) {
    toServer.stall(yes);
    toClient.stall(yes);
  }

  void goHalfOpen() {
    toServer.goDead();
    toClient.goDead();
  }

  /** Both ends lose it; whatever was under way is lost. */
  void cut() {
    clientIsGone(TransportListener.ABNORMAL, "cut");
    serverIsGone(TransportListener.ABNORMAL, "cut");
  }

  // ---- the client's end

  @Override
  public void send(ByteBuffer packet, Runnable written) {
    byte[] bytes = new byte[packet.remaining()];
    packet.get(bytes);
    SentPacket<ClientFrame> sent = rules.clientSends(bytes);
    toServer.send(
        sent,
        () -> {
          rules.clientWrote(sent);
          written.run();
        });
  }

  @Override
  public void requestOne() {
    toClient.demand();
  }

  @Override
  public void close(int code, String reason) {
    if (clientGone || clientClosing) {
      return;
    }
    clientClosing = true;
    simulation.log(name + " client closes " + code + " " + reason);
    toServer.end(
        () -> {
          serverIsGone(code, reason);
          clientIsGone(code, reason);
        });
    simulation.afterMs(CLOSE_MS, this::cut);
  }

  private void arriveAtServer(SentPacket<ClientFrame> packet) {
    rules.arriveAtServer(packet);
    simulation.count("packets up");
    simulation.count("bytes up", packet.bytes().length);
    Loop loop = serverLoop;
    Connection connection = server;
    if (loop != null && connection != null && !serverGone) {
      loop.execute(() -> connection.received(packet.bytes()));
    }
  }

  private void arriveAtClient(SentPacket<ServerFrame> packet) {
    rules.arriveAtClient(packet);
    simulation.count("packets down");
    simulation.count("bytes down", packet.bytes().length);
    if (!clientGone) {
      client.packet(packet.bytes());
    }
  }

  private void clientIsGone(int code, String reason) {
    if (!clientGone) {
      clientGone = true;
      simulation.log(name + " client sees the end: " + code + " " + reason);
      toServer.cut();
      toClient.cut();
      client.closed(code, reason);
    }
  }

  private void serverIsGone(int code, String reason) {
    Loop loop = serverLoop;
    Connection connection = server;
    if (!serverGone) {
      serverGone = true;
      toServer.cut();
      toClient.cut();
      if (loop != null && connection != null) {
        loop.execute(() -> connection.disconnected(code, reason));
      }
    }
  }

  private final class ServerEnd implements Edge {
    @Override
    public void demand() {
      toServer.demand();
    }

    @Override
    public String remoteAddress() {
      return name;
    }

    @Override
    public void admitted() {}

    @Override
    public void send(ByteBuffer packet, Runnable whenWritten) {
      byte[] bytes = new byte[packet.remaining()];
      packet.get(bytes);
      SentPacket<ServerFrame> sent = rules.serverSends(bytes);
      toClient.send(
          sent,
          () -> {
            rules.serverWrote(sent);
            whenWritten.run();
          });
    }

    @Override
    public void close(int code, String reason) {
      simulation.log(name + " server closes " + code + " " + reason);
      rules.serverCloses(code, reason);
      toClient.end(
          () -> {
            clientIsGone(code, reason);
            serverIsGone(code, reason);
          });
      simulation.afterMs(CLOSE_MS, SimulatedConnection.this::cut);
    }
  }
}
