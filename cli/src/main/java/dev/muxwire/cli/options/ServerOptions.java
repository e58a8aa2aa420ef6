package dev.muxwire.cli.options;

import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.server.config.ServerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a server is to run: shared by {@code up} and {@code serve}. */
public final class ServerOptions {
  private static final ListenAddress DEFAULT =
      new ListenAddress("127.0.0.1", ServerConfig.DEFAULT_PORT);

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      converter = ListenAddress.Converter.class,
      description = {
        "Address to listen on; port 0 takes a free one and prints it.",
        "Default: 127.0.0.1:7070."
      })
  private @Nullable ListenAddress address;

  @Option(
      names = "--behind-proxy",
      description = "Allow addresses beyond this machine: something in front speaks TLS.")
  private boolean behindProxy;

  @Option(
      names = "--allow-host",
      paramLabel = "NAME",
      description = "A further name that clients may call this server by; may be repeated.")
  private List<String> hosts = List.of();

  @Option(
      names = "--allow-origin",
      paramLabel = "ORIGIN",
      description = "A further origin that browsers may come from; may be repeated.")
  private List<String> origins = List.of();

  @Option(
      names = "--backup-dir",
      paramLabel = "DIR",
      description = {
        "Where backups are written; better on another disk.",
        "Default: backups in the data directory."
      })
  private @Nullable Path backupDirectory;

  @Option(
      names = "--drain-grace",
      paramLabel = "DURATION",
      converter = MillisecondsConverter.class,
      description = {
        "How long clients have to leave once the server is told to stop: 200ms, 5s, 2m.",
        "Default: 200ms."
      })
  private int drainGraceMs = ServerConfig.DEFAULT_DRAIN_GRACE_MS;

  public ListenAddress address() {
    return address != null ? address : DEFAULT;
  }

  /** Where backups are written. */
  public Path backups(DataDirectory directory) {
    Path named = backupDirectory;
    return named == null ? directory.backups() : named.toAbsolutePath().normalize();
  }

  /** True if the user left the choice of the port to us, by saying nothing or by port 0. */
  public boolean portIsOpen() {
    return address == null || address.port() == 0;
  }

  /**
   * The server's configuration.
   *
   * @throws IllegalArgumentException says what is wrong and what to do
   */
  public ServerConfig config(ListenAddress chosen, DataDirectory directory) {
    ServerConfig.Builder config =
        ServerConfig.builder()
            .listenHost(chosen.host())
            .listenPort(chosen.port())
            .dataDirectory(directory.path())
            .backupDirectory(backups(directory))
            .behindProxy(behindProxy)
            .drainGraceMs(drainGraceMs);
    hosts.forEach(config::allowHost);
    origins.forEach(config::allowOrigin);
    return config.build();
  }

  /** The same options for another process. */
  public List<String> arguments(ListenAddress chosen, DataDirectory directory) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--listen", chosen.toString()));
    arguments.addAll(List.of("--data-dir", directory.path().toString()));
    if (behindProxy) {
      arguments.add("--behind-proxy");
    }
    arguments.addAll(List.of("--drain-grace", drainGraceMs + "ms"));
    if (backupDirectory != null) {
      arguments.addAll(List.of("--backup-dir", backups(directory).toString()));
    }
    hosts.forEach(host -> arguments.addAll(List.of("--allow-host", host)));
    origins.forEach(origin -> arguments.addAll(List.of("--allow-origin", origin)));
    return arguments;
  }
}
