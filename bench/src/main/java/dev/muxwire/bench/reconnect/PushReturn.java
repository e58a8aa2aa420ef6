package dev.muxwire.bench.reconnect;

import dev.muxwire.bench.peer.FullJsonPushServer;
import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.Meter;
import dev.muxwire.bench.wire.Dialect;
import dev.muxwire.bench.wire.MessageDialect;
import dev.muxwire.bench.workspace.SampleWorkspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.util.Jetty;

/** Everything again, whatever was missed; the state alone, for it has no terminals. */
final class PushReturn implements ReturnSystem {
  private static final Dialect DIALECT = new MessageDialect(FullJsonPushServer.PATH);

  private final Child server;
  private final Child client;

  PushReturn(Path directory) throws IOException {
    server =
        Child.jvm(
            FullJsonPushServer.class,
            directory.resolve("push.log"),
            List.of(Long.toString(SampleWorkspace.INCIDENT_BYTES)),
            "-Xmx1g");
    client = Child.jvm(PushClient.class, directory.resolve("push-client.log"), "-Xmx256m");
  }

  @Override
  public String version() {
    return "the whole workspace as JSON, Jetty WebSocket " + Jetty.VERSION;
  }

  @Override
  public Meter server() {
    return server.meter();
  }

  @Override
  public int port() throws IOException {
    return (int) server.askLong("port");
  }

  @Override
  public void connect(int port) throws IOException {
    client.ask("connect", "ws://127.0.0.1:" + port + FullJsonPushServer.PATH);
  }

  @Override
  public void change(long first, int count) throws IOException {
    server.ask("change", first, count);
  }

  @Override
  public Dialect.Session watch() {
    return DIALECT.open();
  }

  @Override
  public long everything() {
    return 1;
  }

  @Override
  public Dialect returning() {
    return DIALECT;
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
