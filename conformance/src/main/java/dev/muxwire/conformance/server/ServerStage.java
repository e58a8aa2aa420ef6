package dev.muxwire.conformance.server;

import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.Exchange;
import dev.muxwire.conformance.Stage;
import dev.muxwire.conformance.server.peer.Peer;
import dev.muxwire.conformance.server.peer.SocketFactory;
import dev.muxwire.proto.v1.CreateWorkspace;
import dev.muxwire.proto.v1.DeleteWorkspace;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Sets the scene on one server: workspaces of this run's own, removed at the end. Any thread. */
public final class ServerStage implements Stage<ServerScene>, AutoCloseable {
  /** Deletions under way at a time; a server has a limit for requests. */
  private static final int AT_ONCE = 50;

  private static final int CLEANING_SECONDS = 60;

  private final ServerUnderTest server;
  private final SocketFactory sockets;
  private final List<String> workspaces = new CopyOnWriteArrayList<>();
  private final AtomicInteger nextName = new AtomicInteger();
  private final String run = Integer.toHexString(new SecureRandom().nextInt(1 << 28));

  public ServerStage(ServerUnderTest server) {
    this.server = server;
    this.sockets = new SocketFactory(server.uri(), server.patience());
  }

  @Override
  public ServerScene set(ConformanceCase<ServerScene> of) {
    return new ServerScene(this, server);
  }

  Peer connect(String name, Exchange exchange) {
    return new Peer(name, exchange, sockets, server.patience().toNanos());
  }

  /** What the server calls itself. */
  public String serverName() {
    try (Peer peer = connect("asking", new Exchange())) {
      String name = peer.greet(Frames.hello(server.token()).build()).getServerName();
      return name.isEmpty() ? "server" : name;
    }
  }

  /** A name that no other case of any run has. */
  String newName() {
    return "conformance-" + run + "-" + nextName.incrementAndGet();
  }

  /** Makes a workspace on this connection. */
  String createWorkspace(Peer peer) {
    String name = newName();
    long seq = peer.nextRequest();
    peer.send(
        Frames.zero()
            .setCreateWorkspace(
                CreateWorkspace.newBuilder().setRequest(Frames.request(seq)).setWorkspace(name)));
    ServerScene.done(peer.answer(seq));
    workspaces.add(name);
    return name;
  }

  /** Removes what the run made. */
  @Override
  public void close() {
    if (server.keepWorkspaces() || workspaces.isEmpty()) {
      return;
    }
    try (Peer peer = connect("cleaning", new Exchange())) {
      peer.greet(Frames.hello(server.token()).build());
      peer.waitLonger(CLEANING_SECONDS);
      List<String> names = List.copyOf(workspaces);
      for (int from = 0; from < names.size(); from += AT_ONCE) {
        delete(peer, names.subList(from, Math.min(names.size(), from + AT_ONCE)));
      }
    }
  }

  private static void delete(Peer peer, List<String> names) {
    List<Long> requests = new ArrayList<>();
    for (String name : names) {
      long seq = peer.nextRequest();
      requests.add(seq);
      peer.send(
          Frames.zero()
              .setDeleteWorkspace(
                  DeleteWorkspace.newBuilder().setRequest(Frames.request(seq)).setWorkspace(name)));
    }
    requests.forEach(peer::answer);
  }

  /** Has it removed at the end: the case made it. */
  void made(String workspace) {
    workspaces.add(workspace);
  }
}
