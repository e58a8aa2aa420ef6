package dev.muxwire.client.internal.core;

import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.MuxwireException;
import java.net.URI;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A client on a virtual clock, and the peer that it talks to. */
final class Bench {
  final ManualLoop loop = new ManualLoop();
  final ScriptedPeer peer = new ScriptedPeer(loop);
  final ClientCore client;

  Bench() {
    this(options());
  }

  Bench(ClientOptions.Builder options) {
    client = ClientCore.create(options.build(), loop, peer, new Random(7));
    loop.run();
  }

  static ClientOptions.Builder options() {
    return ClientOptions.builder(URI.create("ws://localhost/v1/sync#secret"));
  }

  /** Connected and welcomed. */
  static Bench connected() {
    Bench bench = new Bench();
    bench.peer.welcome();
    return bench;
  }

  /** Waits out any back-off, and opens the next connection. */
  ScriptedPeer.Connection reconnect() {
    int before = peer.connections.size();
    loop.advance(5_000);
    if (peer.connections.size() == before) {
      throw new AssertionError("no new attempt");
    }
    ScriptedPeer.Connection connection = peer.latest();
    connection.open();
    return connection;
  }

  static MuxwireException failure(CompletableFuture<?> future) {
    if (!future.isCompletedExceptionally()) {
      throw new AssertionError("it did not fail: " + future);
    }
    try {
      future.join();
      throw new AssertionError("it did not fail: " + future);
    } catch (CompletionException e) {
      if (e.getCause() instanceof MuxwireException failure) {
        return failure;
      }
      throw e;
    }
  }
}
