package dev.muxwire.cli.command;

import dev.muxwire.cli.Main;
import dev.muxwire.cli.local.Environment;
import dev.muxwire.cli.output.Console;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.server.boot.MuxwireServer;
import dev.muxwire.server.config.ServerConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Somebody with a home, a data directory and commands, and now and then a server on it. */
final class Operator {
  private static final int SECONDS = 30;

  private final Path home;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private URI url = URI.create("ws://127.0.0.1:1/");

  Operator(Path home) {
    this.home = home;
  }

  Path data() {
    return home.resolve("data");
  }

  /** Runs a command; its output is all there is to read afterwards. */
  int run(String... arguments) {
    out.reset();
    err.reset();
    Console console = new Console(stream(out), stream(err));
    Surroundings surroundings = new Surroundings(new Environment(Map.of(), home), console);
    return Main.run(surroundings, List.of(arguments));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** Of the server that runs. */
  URI url() {
    return url;
  }

  /** Serves the data directory while something is done with a client. */
  void serve(Consumer<MuxwireClient> deed) throws Exception {
    ServerConfig config = ServerConfig.builder().listenPort(0).dataDirectory(data()).build();
    try (MuxwireServer server = MuxwireServer.start(config);
        MuxwireClient client =
            MuxwireClient.connect(
                ClientOptions.builder(server.uri())
                    .token(Files.readString(data().resolve("token")).strip())
                    .build())) {
      url = server.uri();
      deed.accept(client);
    }
  }

  /** A workspace with a tab and so many records. */
  static void fill(MuxwireClient client, String workspace, int records) {
    client.createWorkspace(workspace).orTimeout(SECONDS, TimeUnit.SECONDS).join();
    Mutation.Builder mutation =
        Mutation.builder().create(EntityKind.TAB, "tab", Map.of("title", "build"));
    for (int i = 0; i < records; i++) {
      mutation.create(
          EntityKind.RECORD, "record-" + i, Map.of("type", "note", "payload", new byte[1000]));
    }
    client.mutate(workspace, mutation.build()).orTimeout(SECONDS, TimeUnit.SECONDS).join();
  }
}
