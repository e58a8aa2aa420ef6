package dev.muxwire.bench.restart;

import dev.muxwire.bench.process.MuxwireProcess;
import dev.muxwire.bench.wire.PacketConnection;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.proto.v1.ServerFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A server with a workspace and nothing in it. */
final class EmptyServer implements AutoCloseable {
  private static final String WORKSPACE = "bench";
  private static final long PATIENCE_SECONDS = 60;

  private final Path directory;
  private MuxwireProcess server;

  EmptyServer(Path directory) throws Exception {
    this.directory = directory;
    server = MuxwireProcess.start(directory);
    try (MuxwireClient client =
        MuxwireClient.connect(ClientOptions.builder(server.uri()).token(server.token()).build())) {
      client.createWorkspace(WORKSPACE).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Kills it and starts it again: nanoseconds until a client has its state. */
  long restart() throws IOException, InterruptedException {
    server.kill();
    long began = System.nanoTime();
    server = MuxwireProcess.start(directory);
    try (PacketConnection connection = new PacketConnection(server.port(), server.token())) {
      connection.send(StoredTerminal.subscribe(WORKSPACE));
      StoredTerminal.await(connection, ServerFrame::hasStatePart);
    }
    return System.nanoTime() - began;
  }

  @Override
  public void close() {
    server.close();
  }
}
