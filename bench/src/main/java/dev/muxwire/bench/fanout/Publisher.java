package dev.muxwire.bench.fanout;

import dev.muxwire.bench.process.Commands;
import dev.muxwire.bench.process.Patience;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.HostListener;
import dev.muxwire.client.HostRegistration;
import dev.muxwire.client.HostTerminalListener;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.PublishedTerminal;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.client.TerminalSpec;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The process with a terminal host: it prints what it is told, on one terminal. */
public final class Publisher implements HostListener, HostTerminalListener {
  private static final String WORKSPACE = "bench";
  private static final long PATIENCE_SECONDS = 60;
  private static final int READ_BYTES = 16 << 10;

  private final CompletableFuture<PublishedTerminal> terminal = new CompletableFuture<>();
  private CompletableFuture<Void> flood = CompletableFuture.completedFuture(null);
  private volatile boolean flooding;
  private @Nullable HostRegistration registration;
  private @Nullable MuxwireClient client;

  private Publisher() {}

  public static void main(String[] args) throws Exception {
    Publisher publisher = new Publisher();
    new Commands()
        .on("connect", publisher::connect)
        .on("fan", publisher::fan)
        .on("text", publisher::text)
        .on("write", publisher::write)
        .on("file", publisher::file)
        .on("durable", arguments -> publisher.durable())
        .on("flood", publisher::flood)
        .on("calm", publisher::calm)
        .serve();
    if (publisher.client != null) {
      publisher.client.close();
    }
  }

  /** Address, token, perhaps the bytes to retain; tells the workspace and the terminal. */
  private Object connect(List<String> arguments) throws Exception {
    URI uri = URI.create(arguments.get(0));
    MuxwireClient connected =
        MuxwireClient.connect(ClientOptions.builder(uri).token(arguments.get(1)).build());
    client = connected;
    connected.createWorkspace(WORKSPACE).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    HostRegistration registered = connected.registerHost(WORKSPACE, "bench", this);
    registration = registered;
    registered.registered().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    long retained = arguments.size() > 2 ? Long.parseLong(arguments.get(2)) : 0;
    TerminalSpec spec =
        TerminalSpec.builder().command(List.of("none")).retentionBytes(retained).build();
    String id = connected.openTerminal(WORKSPACE, spec).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return WORKSPACE + " " + id;
  }

  /** Prints so many pieces of so many bytes, which nothing could make smaller. */
  private Object fan(List<String> arguments) throws Exception {
    int count = Integer.parseInt(arguments.get(0));
    return print(Pieces.random(Integer.parseInt(arguments.get(1))), count);
  }

  /** The same, of text. */
  private Object text(List<String> arguments) throws Exception {
    int count = Integer.parseInt(arguments.get(0));
    return print(Pieces.text(Integer.parseInt(arguments.get(1))), count);
  }

  private Object print(List<byte[]> pieces, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      print(pieces.get(i % pieces.size()));
    }
    return printed().end();
  }

  /** Prints bursts of small writes, one append each. */
  private Object write(List<String> arguments) throws Exception {
    List<byte[]> writes = Bursts.writes();
    for (int burst = 0; burst < Integer.parseInt(arguments.get(0)); burst++) {
      for (byte[] write : writes) {
        print(write);
      }
    }
    return printed().end();
  }

  /** Prints a file. */
  private Object file(List<String> arguments) throws Exception {
    try (InputStream in = Files.newInputStream(Path.of(arguments.get(0)))) {
      for (byte[] piece = in.readNBytes(READ_BYTES);
          piece.length > 0;
          piece = in.readNBytes(READ_BYTES)) {
        print(piece);
      }
    }
    return printed().end();
  }

  /** Prints pieces of so many bytes, which nothing could make smaller, until it is calmed. */
  private Object flood(List<String> arguments) {
    byte[] piece = Pieces.random(Integer.parseInt(arguments.get(0))).get(0);
    flooding = true;
    flood =
        CompletableFuture.runAsync(
            () -> {
              try {
                while (flooding) {
                  print(piece);
                }
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            });
    return "";
  }

  /** Ends a flood; tells where the output ends. */
  private Object calm(List<String> arguments) throws Exception {
    flooding = false;
    flood.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return printed().end();
  }

  /** Waits until all that was printed is on the server's disk; tells where it ends. */
  private Object durable() throws Exception {
    PublishedTerminal all = printed();
    Patience.await("durable output", () -> all.durableOffset() >= all.end());
    return all.end();
  }

  private PublishedTerminal printed() throws Exception {
    return terminal.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void print(byte[] piece) throws Exception {
    CompletableFuture<Void> room = printed().append(piece, System.nanoTime() / 1000);
    if (!room.isDone()) {
      room.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Override
  public CompletableFuture<Void> open(String terminalId, TerminalSpec spec) {
    terminal.complete(Objects.requireNonNull(registration).publish(terminalId, this));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void end(String terminalId) {}

  @Override
  public CompletableFuture<Void> input(byte[] data, boolean typed) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void resize(TerminalSize size) {}

  @Override
  public void signal(String name) {}

  @Override
  public void ended(MuxwireException reason) {}
}
