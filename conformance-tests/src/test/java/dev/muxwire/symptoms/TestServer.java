package dev.muxwire.symptoms;

import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.network.Conditioner;
import dev.muxwire.server.boot.MuxwireServer;
import dev.muxwire.server.config.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server of this process with one workspace, and whatever is to be closed before it. */
final class TestServer implements AutoCloseable {
  static final String WORKSPACE = "main";

  private static final long PATIENCE_SECONDS = 30;

  private final Path directory;
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();
  private MuxwireServer server;

  TestServer(Path directory) throws Exception {
    this.directory = directory;
    this.server = start(0);
    done(client().createWorkspace(WORKSPACE));
  }

  private MuxwireServer start(int port) throws IOException {
    return MuxwireServer.start(
        ServerConfig.builder().listenPort(port).dataDirectory(directory).build());
  }

  /** Stops it in good order, and starts it again on its data and its port. */
  void restart() throws IOException {
    int port = port();
    server.close();
    server = start(port);
  }

  URI uri() {
    return server.uri();
  }

  int port() {
    return uri().getPort();
  }

  String token() throws IOException {
    return Files.readString(directory.resolve("token")).strip();
  }

  MuxwireClient client() throws IOException {
    return client(uri());
  }

  MuxwireClient client(URI address) throws IOException {
    return closeLater(MuxwireClient.connect(ClientOptions.builder(address).token(token()).build()));
  }

  Conditioner proxy() throws IOException {
    return closeLater(Conditioner.to(this::port));
  }

  <T extends AutoCloseable> T closeLater(T closeable) {
    closing.push(closeable);
    return closeable;
  }

  /** The result of what must succeed soon. */
  static <T> T done(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    while (!closing.isEmpty()) {
      closing.pop().close();
    }
    server.close();
  }
}
