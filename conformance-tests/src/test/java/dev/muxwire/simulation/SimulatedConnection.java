package dev.muxwire.simulation;

import dev.muxwire.client.spi.TransportConnection;
import dev.muxwire.client.spi.TransportListener;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.server.connection.Connection;
import dev.muxwire.server.connection.Edge;
import dev.muxwire.time.Loop;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One connection over the simulated network: a transport to the client, an edge to the server. */
final class SimulatedConnection implements TransportConnection {
  /** How long an end that closed waits for the other. */
  private static final long CLOSE_MS = 3_000;

  /** How long an end may write to one that is gone before it is told so. */
  private static final long MAX_LATE_MICROS = 1_500_000;

  private final Simulation simulation;
  private final SplittableRandom random;
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
    this.random = simulation.newRandom();
    this.name = name;
    this.client = client;
    this.rules = new PacketRules(simulation, name);
    this.toServer =
        new Pipe<>(
            simulation,
            up,
            true,
            this::arriveAtServer,
            () -> serverIsGone(TransportListener.ABNORMAL, "broken"));
    this.toClient =
        new Pipe<>(
            simulation,
            down,
            false,
            this::arriveAtClient,
            () -> clientIsGone(TransportListener.ABNORMAL, "broken"));
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

  /** It breaks at a byte each way; each end learns of it when it gets there, or later. */
  void breakAt(Fault.Cut cut) {
    toServer.breakAfter(cut.bytesUp(), cut.losesUnread());
    toClient.breakAfter(cut.bytesDown(), cut.losesUnread());
    simulation.afterMicros(random.nextLong(MAX_LATE_MICROS), this::cut);
  }

  /** The client's process dies: what it wrote may arrive yet. */
  void clientDies() {
    clientIsGone(TransportListener.ABNORMAL, "died");
  }

  /** The server's process dies: what it wrote may arrive yet. */
  void serverDies() {
    if (server != null) {
      serverIsGone(TransportListener.ABNORMAL, "died");
    }
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
      toClient.readerIsGone();
      toServer.writerIsGone();
      client.closed(code, reason);
      simulation.afterMicros(
          random.nextLong(MAX_LATE_MICROS),
          () -> serverIsGone(TransportListener.ABNORMAL, "reset"));
    }
  }

  private void serverIsGone(int code, String reason) {
    Loop loop = serverLoop;
    Connection connection = server;
    if (!serverGone) {
      serverGone = true;
      toServer.readerIsGone();
      toClient.writerIsGone();
      simulation.afterMicros(
          random.nextLong(MAX_LATE_MICROS),
          () -> clientIsGone(TransportListener.ABNORMAL, "reset"));
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
    public boolean send(ByteBuffer packet, Runnable whenWritten) {
      byte[] bytes = new byte[packet.remaining()];
      packet.get(bytes);
      SentPacket<ServerFrame> sent = rules.serverSends(bytes);
      boolean[] inCall = {true};
      boolean[] atOnce = {false};
      toClient.send(
          sent,
          () -> {
            rules.serverWrote(sent);
            if (inCall[0]) {
              atOnce[0] = true;
            } else {
              whenWritten.run();
            }
          });
      inCall[0] = false;
      return atOnce[0];
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
