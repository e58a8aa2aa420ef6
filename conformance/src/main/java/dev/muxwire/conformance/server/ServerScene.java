package dev.muxwire.conformance.server;

import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.Exchange;
import dev.muxwire.conformance.Inapplicable;
import dev.muxwire.conformance.Scene;
import dev.muxwire.conformance.exchange.MessageText;
import dev.muxwire.conformance.server.peer.Peer;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a server's case plays on: connections to the server, and workspaces of the case's own. */
public final class ServerScene implements Scene {
  private final ServerStage stage;
  private final ServerUnderTest server;
  private final Exchange exchange = new Exchange();
  private final List<Peer> peers = new CopyOnWriteArrayList<>();

  ServerScene(ServerStage stage, ServerUnderTest server) {
    this.stage = stage;
    this.server = server;
  }

  ServerUnderTest server() {
    return server;
  }

  String token() {
    return server.token();
  }

  /** A connection that has said nothing yet. */
  Peer connected() {
    Peer peer = stage.connect(String.valueOf(peers.size() + 1), exchange);
    peers.add(peer);
    return peer;
  }

  /** A connection that was welcomed. */
  Peer welcomed() {
    return welcomed(Frames.hello(token()));
  }

  Peer welcomed(Hello.Builder hello) {
    Peer peer = connected();
    peer.greet(hello.build());
    return peer;
  }

  /** One that was welcomed, with these features. */
  Peer welcomedWith(String... features) {
    Peer peer = welcomed(Frames.hello(token()).addAllFeatures(List.of(features)));
    for (String feature : features) {
      if (!peer.welcome().getFeaturesList().contains(feature)) {
        throw new Inapplicable("the server does not offer '" + feature + "'");
      }
    }
    return peer;
  }

  /** One with a token that has this grant alone, for the workspace of grants. */
  Peer welcomedAs(String grant) {
    String weaker = server.weakerTokens().get(grant);
    if (weaker == null) {
      throw new Inapplicable("no token with the grant '" + grant + "' alone was given");
    }
    return welcomed(Frames.hello(weaker));
  }

  /** A workspace that only this case has. */
  Workspace workspace() {
    return workspace(welcomed());
  }

  Workspace workspace(Peer peer) {
    return new Workspace(peer, stage.createWorkspace(peer));
  }

  /** Has a workspace that this case made removed at the end. */
  void made(String workspace) {
    stage.made(workspace);
  }

  String newName() {
    return stage.newName();
  }

  /** For cases that wait for the protocol's own long times. */
  void takesLong(String howLong) {
    if (!server.slowCases()) {
      throw new Inapplicable("it takes " + howLong + "; --slow runs it");
    }
  }

  static void done(ServerFrame answer) {
    if (!answer.hasRequestDone()) {
      throw Breach.of("RequestDone was due, and came: " + MessageText.of(answer));
    }
  }

  /** A fact that must hold. */
  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw Breach.of(otherwise);
    }
  }

  /** Two values that must be the same. */
  static void same(Object due, Object came, String what) {
    if (!due.equals(came)) {
      throw Breach.of(what + ": " + due + " was due, and came " + came);
    }
  }

  @Override
  public Exchange exchange() {
    return exchange;
  }

  @Override
  public void settle() {
    for (Peer peer : peers) {
      Breach seen = peer.breach();
      if (seen != null) {
        throw seen;
      }
    }
  }

  @Override
  public void close() {
    peers.forEach(Peer::close);
  }
}
