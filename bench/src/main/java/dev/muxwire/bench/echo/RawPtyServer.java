package dev.muxwire.bench.echo;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import dev.muxwire.bench.peer.JettyServer;
import dev.muxwire.bench.process.Commands;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/**
 * The ceiling: a Jetty WebSocket that writes what it gets to a PTY of pty4j, and sends what that
 * prints. One process and two threads; no log, no second viewer, no resume.
 */
public final class RawPtyServer {
  static final String PATH = "/pty";

  private static final int READ_BYTES = 16 << 10;

  private RawPtyServer() {}

  public static void main(String[] args) throws Exception {
    try (JettyServer jetty =
        new JettyServer(
            container ->
                container.addMapping(PATH, (request, response, callback) -> new Socket()))) {
      new Commands().on("port", arguments -> jetty.port()).serve();
    }
  }

  /** One client's, with a program of its own. */
  public static final class Socket extends Session.Listener.AbstractAutoDemanding {
    private final PtyProcess program;
    private final OutputStream to;

    Socket() {
      try {
        program =
            new PtyProcessBuilder(EchoProgram.COMMAND.toArray(String[]::new))
                .setEnvironment(Map.of("PATH", "/usr/bin:/bin", "TERM", "xterm-256color"))
                .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      to = program.getOutputStream();
    }

    @Override
    public void onWebSocketOpen(Session session) {
      super.onWebSocketOpen(session);
      Thread reader = new Thread(() -> print(session), "pty");
      reader.setDaemon(true);
      reader.start();
    }

    /** One message at a time is on its way. */
    private void print(Session session) {
      byte[] buffer = new byte[READ_BYTES];
      Semaphore sent = new Semaphore(1);
      try (InputStream from = program.getInputStream()) {
        for (int count = from.read(buffer); count > 0; count = from.read(buffer)) {
          sent.acquire();
          session.sendBinary(
              ByteBuffer.wrap(Arrays.copyOf(buffer, count)),
              Callback.from(sent::release, failure -> program.destroy()));
        }
      } catch (IOException | InterruptedException e) {
        program.destroy();
      }
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      byte[] keys = new byte[payload.remaining()];
      payload.get(keys);
      try {
        to.write(keys);
        to.flush();
        callback.succeed();
      } catch (IOException e) {
        callback.fail(e);
      }
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
      program.destroy();
      callback.succeed();
    }
  }
}
