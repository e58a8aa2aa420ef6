package dev.muxwire.bench.change;

import dev.muxwire.bench.peer.Audience;
import dev.muxwire.bench.peer.JettyServer;
import dev.muxwire.bench.process.Commands;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/**
 * The ceiling: a message that exists already goes to everyone who is connected, one after the
 * other. It may be written to a file first, and that to the disk.
 */
public final class RawJettyServer {
  static final String PATH = "/change";
  static final String SYNCED_PATH = "/change-synced";

  private final Audience audience = new Audience(RawJettyServer::greet);
  private final Audience syncedAudience = new Audience(RawJettyServer::greet);
  private final FileChannel file;

  private RawJettyServer(Path path) throws IOException {
    file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** The file that it writes. */
  public static void main(String[] args) throws Exception {
    RawJettyServer server = new RawJettyServer(Path.of(args[0]));
    try (server.file;
        JettyServer jetty =
            new JettyServer(
                container -> {
                  container.addMapping(PATH, (a, b, c) -> server.audience.newcomer());
                  container.addMapping(SYNCED_PATH, (a, b, c) -> server.syncedAudience.newcomer());
                })) {
      new Commands()
          .on("port", arguments -> jetty.port())
          .on("change", server::change)
          .on("change-synced", server::changeSynced)
          .serve();
    }
  }

  /** Sends so many bytes to each; tells when it began. */
  private Object change(List<String> arguments) {
    ByteBuffer message = message(arguments);
    long began = System.nanoTime();
    send(message, audience);
    return began;
  }

  /** The same, once it is on the disk. */
  private Object changeSynced(List<String> arguments) throws IOException {
    ByteBuffer message = message(arguments);
    long began = System.nanoTime();
    file.write(message.slice());
    file.force(false);
    send(message, syncedAudience);
    return began;
  }

  private static ByteBuffer message(List<String> arguments) {
    return ByteBuffer.allocateDirect(Integer.parseInt(arguments.get(0)));
  }

  private static void greet(Session session) {
    session.sendBinary(ByteBuffer.allocate(1), Callback.NOOP);
  }

  private static void send(ByteBuffer message, Audience audience) {
    audience.each(session -> session.sendBinary(message.slice(), Callback.NOOP));
  }
}
