package dev.muxwire.bench.restart;

import dev.muxwire.bench.fanout.Publisher;
import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.MuxwireProcess;
import dev.muxwire.bench.wire.PacketConnection;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Subscribe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * A server with one terminal whose history is kept whole. It is written by a host in a process of
 * its own, which does not come back when the server is restarted.
 */
public final class StoredTerminal implements AutoCloseable {
  private static final int PIECE_BYTES = 64 << 10;
  private static final int SLICE_PIECES = 256;
  private static final int TAIL_BYTES = 16 << 10;
  private static final int STATE_STREAM = 1;
  private static final int TERMINAL_STREAM = 2;

  private final Path directory;
  private final String workspace;
  private final String terminal;
  private MuxwireProcess server;
  private long bytes;

  /**
   * Starts the server and has the history written.
   *
   * @param directory for its data
   * @param wanted bytes of history: text, as programs write it
   * @param patienceNanos after which what is there must do
   */
  public StoredTerminal(Path directory, long wanted, long patienceNanos) throws IOException {
    this.directory = directory;
    server = MuxwireProcess.start(directory);
    try (Child host = Child.jvm(Publisher.class, directory.resolve("host.log"), "-Xmx512m")) {
      String[] opened =
          host.ask("connect", server.uri(), server.token(), 2 * wanted + PIECE_BYTES)
              .split(" ", -1);
      workspace = opened[0];
      terminal = opened[1];
      write(host, wanted, System.nanoTime() + patienceNanos);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private void write(Child host, long wanted, long untilNanos) throws IOException {
    while (bytes < wanted && System.nanoTime() < untilNanos) {
      long pieces = Math.min(SLICE_PIECES, (wanted - bytes + PIECE_BYTES - 1) / PIECE_BYTES);
      bytes = host.askLong("text", pieces, PIECE_BYTES);
    }
    host.ask("durable");
  }

  /** How much there is. */
  public long bytes() {
    return bytes;
  }

  public String workspace() {
    return workspace;
  }

  public String terminal() {
    return terminal;
  }

  public MuxwireProcess server() {
    return server;
  }

  /**
   * Kills the server and starts it again.
   *
   * @return nanoseconds from its start until a client that says Hello, subscribes and attaches has
   *     state and the first bytes of output
   */
  public long restart() throws IOException, InterruptedException {
    server.kill();
    long began = System.nanoTime();
    server = MuxwireProcess.start(directory);
    try (PacketConnection connection = new PacketConnection(server.port(), server.token())) {
      connection.send(subscribe(workspace), attach(), PacketConnection.credit(TERMINAL_STREAM));
      await(connection, ServerFrame::hasStatePart, ServerFrame::hasOutput);
    }
    return System.nanoTime() - began;
  }

  /** A subscription to a workspace, on the first stream. */
  static ClientFrame.Builder subscribe(String workspace) {
    return ClientFrame.newBuilder()
        .setStreamId(STATE_STREAM)
        .setSubscribe(Subscribe.newBuilder().setWorkspace(workspace));
  }

  private ClientFrame.Builder attach() {
    return attach(TERMINAL_STREAM);
  }

  /** A viewer of the latest output. */
  public ClientFrame.Builder attach(int stream) {
    return ClientFrame.newBuilder()
        .setStreamId(stream)
        .setAttach(
            Attach.newBuilder()
                .setWorkspace(workspace)
                .setTerminalId(terminal)
                .setTailBytes(TAIL_BYTES)
                .setMode(AttachMode.ATTACH_MODE_LOSSLESS)
                .setReadOnly(true));
  }

  /** Reads until a frame of each sort has come. */
  @SafeVarargs
  static void await(PacketConnection connection, Predicate<ServerFrame>... sorts)
      throws IOException {
    boolean[] came = new boolean[sorts.length];
    int left = sorts.length;
    while (left > 0) {
      for (ServerFrame frame : connection.read().getFramesList()) {
        for (int i = 0; i < sorts.length; i++) {
          if (!came[i] && sorts[i].test(frame)) {
            came[i] = true;
            left--;
          }
        }
      }
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
