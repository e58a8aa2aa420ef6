package dev.muxwire.bench.reconnect;

import dev.muxwire.bench.process.Commands;
import dev.muxwire.bench.workspace.WorkspaceEditor;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.HostListener;
import dev.muxwire.client.HostRegistration;
import dev.muxwire.client.HostTerminalListener;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.PublishedTerminal;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.client.TerminalSpec;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The process with a terminal host, whose terminals have printed something and are quiet. */
public final class TerminalHost implements HostListener, HostTerminalListener {
  private static final long PATIENCE_SECONDS = 60;
  private static final int PRINTED_BYTES = 20_000;

  private final ConcurrentHashMap<String, PublishedTerminal> terminals = new ConcurrentHashMap<>();
  private @Nullable HostRegistration registration;
  private @Nullable MuxwireClient client;

  private TerminalHost() {}

  public static void main(String[] args) throws Exception {
    TerminalHost host = new TerminalHost();
    new Commands().on("open", host::open).serve();
    if (host.client != null) {
      host.client.close();
    }
  }

  /** Address, token, how many terminals; tells their ids. */
  private Object open(List<String> arguments) throws Exception {
    URI uri = URI.create(arguments.get(0));
    MuxwireClient connected =
        MuxwireClient.connect(ClientOptions.builder(uri).token(arguments.get(1)).build());
    client = connected;
    HostRegistration registered = connected.registerHost(WorkspaceEditor.WORKSPACE, "bench", this);
    registration = registered;
    registered.registered().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    TerminalSpec spec = TerminalSpec.builder().command(List.of("none")).build();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(arguments.get(2)); i++) {
      String id =
          connected
              .openTerminal(WorkspaceEditor.WORKSPACE, spec)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      Objects.requireNonNull(terminals.get(id))
          .append(new byte[PRINTED_BYTES], 0)
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      ids.add(id);
    }
    return String.join(" ", ids);
  }

  @Override
  public CompletableFuture<Void> open(String terminalId, TerminalSpec spec) {
    terminals.put(terminalId, Objects.requireNonNull(registration).publish(terminalId, this));
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
