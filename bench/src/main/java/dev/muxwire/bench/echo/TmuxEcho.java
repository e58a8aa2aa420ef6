package dev.muxwire.bench.echo;

import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * tmux in control mode, as its clients use it: {@code send-keys} and {@code %output}. The same
 * program; but its client is a process of tmux beside its server, with pipes between it and who
 * types: no network, no WebSocket, nothing for a browser.
 */
final class TmuxEcho implements EchoSystem {
  private final String version;
  private final Path socket;

  TmuxEcho(Path directory) throws IOException {
    version = find().orElseThrow() + ", control mode on pipes, without a network";
    socket = directory.resolve("tmux.socket");
  }

  private static Optional<String> find() throws IOException {
    return Programs.output(List.of("tmux", "-V"));
  }

  /** Whether it can be started here. */
  static boolean isThere() throws IOException {
    return find().isPresent();
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public void connect(Child typists, String name) throws IOException {
    typists.ask("tmux", name, socket);
  }

  /** Who typed ended it. */
  @Override
  public void close() {}
}
