package dev.muxwire.symptoms;

import dev.muxwire.client.HostListener;
import dev.muxwire.client.HostRegistration;
import dev.muxwire.client.HostTerminalListener;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.PublishedTerminal;
import dev.muxwire.client.TerminalExit;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.client.TerminalSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** A host whose programs are scripts of the test: they print what they are told, and echo. */
final class ScriptedHost implements HostListener, AutoCloseable {
  private static final int PART_BYTES = 32 << 10;

  private final Map<String, Program> programs = new ConcurrentHashMap<>();
  private final MuxwireClient owner;
  private final HostRegistration registration;
  private final CompletableFuture<MuxwireException> ended = new CompletableFuture<>();

  ScriptedHost(TestServer server) throws Exception {
    this(server.client(), false);
    TestServer.done(whenRegistered());
  }

  /**
   * @param owner its connection
   * @param takeOver whether it ends the one that is there
   */
  ScriptedHost(MuxwireClient owner, boolean takeOver) {
    this.owner = owner;
    registration = owner.registerHost(TestServer.WORKSPACE, "scripted", this, takeOver);
  }

  CompletableFuture<Void> whenRegistered() {
    return registration.registered();
  }

  /** Why it is a host no more. */
  CompletableFuture<MuxwireException> whenEnded() {
    return ended;
  }

  @Override
  public void ended(MuxwireException reason) {
    ended.complete(reason);
  }

  /** Opens a terminal of the default size. */
  Program open(String id) throws Exception {
    return open(id, TerminalSpec.builder());
  }

  /** Opens a terminal. */
  Program open(String id, TerminalSpec.Builder options) throws Exception {
    TerminalSpec spec = options.terminalId(id).command(List.of("script")).build();
    TestServer.done(owner.openTerminal(TestServer.WORKSPACE, spec));
    Program program = programs.get(id);
    if (program == null) {
      throw new AssertionError(id + " was opened, and not by this host");
    }
    return program;
  }

  @Override
  public CompletableFuture<Void> open(String terminalId, TerminalSpec spec) {
    Program program = new Program();
    programs.put(terminalId, program);
    program.begin(registration.publish(terminalId, program));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void end(String terminalId) {
    programs.remove(terminalId);
  }

  @Override
  public void close() {
    registration.close();
  }

  /** One program. */
  static final class Program implements HostTerminalListener {
    private final CompletableFuture<PublishedTerminal> published = new CompletableFuture<>();
    private final List<TerminalSize> sizes = new CopyOnWriteArrayList<>();
    private final CompletableFuture<MuxwireException> ended = new CompletableFuture<>();

    void begin(PublishedTerminal terminal) {
      published.complete(terminal);
    }

    /** Prints, and waits while the host's buffer is full. */
    void pour(byte[] output) throws Exception {
      for (int from = 0; from < output.length; from += PART_BYTES) {
        byte[] part = Arrays.copyOfRange(output, from, Math.min(output.length, from + PART_BYTES));
        TestServer.done(published.get().append(part, 0));
      }
    }

    /** Prints, and waits until the server has it all. */
    void print(byte[] output) throws Exception {
      pour(output);
      PublishedTerminal terminal = published.get();
      Awaitility.await("the output to be durable")
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(2))
          .until(() -> terminal.durableOffset() == terminal.end());
    }

    /** Ends. */
    void exit(TerminalExit exit) throws Exception {
      TestServer.done(published.get().exited(exit, 0));
    }

    /** Why nobody takes its output any more. */
    CompletableFuture<MuxwireException> whenEnded() {
      return ended;
    }

    @Override
    public void ended(MuxwireException reason) {
      ended.complete(reason);
    }

    /** The sizes that the terminal was told to take. */
    List<TerminalSize> sizes() {
      return sizes;
    }

    @Override
    public CompletableFuture<Void> input(byte[] data, boolean typed) {
      return published.thenCompose(terminal -> terminal.append(data, 0));
    }

    @Override
    public void resize(TerminalSize size) {
      sizes.add(size);
      published.thenAccept(terminal -> terminal.resized(size, 0));
    }

    @Override
    public void signal(String name) {}
  }
}
