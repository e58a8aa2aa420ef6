package dev.muxwire.bench.echo;

import dev.muxwire.bench.process.Commands;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.host.TerminalHost;
import dev.muxwire.host.TerminalHostOptions;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The terminal host, in a process of its own as with {@code muxwire host}, with real programs. */
public final class TerminalHostProcess {
  private static final String HOST_ID = "pty";
  private static final long PATIENCE_SECONDS = 60;

  private @Nullable TerminalHost host;
  private @Nullable MuxwireClient client;
  private String workspace = "";

  private TerminalHostProcess() {}

  public static void main(String[] args) throws Exception {
    TerminalHostProcess process = new TerminalHostProcess();
    new Commands().on("start", process::start).on("open", process::open).serve();
    process.close();
  }

  /** Address, token, workspace. */
  private Object start(List<String> arguments) throws Exception {
    ClientOptions options =
        ClientOptions.builder(URI.create(arguments.get(0))).token(arguments.get(1)).build();
    workspace = arguments.get(2);
    client = MuxwireClient.connect(options);
    TerminalHost started =
        TerminalHost.start(TerminalHostOptions.builder(options, workspace, HOST_ID).build());
    host = started;
    started.registered().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return "";
  }

  /** Opens a terminal that echoes; tells its id. */
  private Object open(List<String> arguments) throws Exception {
    TerminalSpec spec = TerminalSpec.builder().hostId(HOST_ID).command(EchoProgram.COMMAND).build();
    return Objects.requireNonNull(client, "not started")
        .openTerminal(workspace, spec)
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void close() {
    if (client != null) {
      client.close();
    }
    if (host != null) {
      host.close();
    }
  }
}
