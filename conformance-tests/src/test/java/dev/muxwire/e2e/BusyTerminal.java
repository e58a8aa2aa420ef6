package dev.muxwire.e2e;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.TerminalSpec;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A server of its own with one terminal that prints much, and a viewer that keeps up with it. */
final class BusyTerminal implements AutoCloseable {
  private static final long RETENTION_BYTES = 1L << 30;

  private final Installation installation;
  private final ServerProcess server;
  private final PublishingHost host;
  private final String terminal;
  private final RandomOutput output;
  private final CountingViewer viewer = new CountingViewer();
  private long blocks;

  BusyTerminal(Path directory, RandomOutput output) throws Exception {
    this.output = output;
    installation = new Installation(directory);
    server = installation.server("serve", 0, "-Xmx256m");
    MuxwireClient owner = installation.client(server.uri());
    owner.createWorkspace(Installation.WORKSPACE).get(30, TimeUnit.SECONDS);
    host = new PublishingHost(owner, Installation.WORKSPACE);
    TerminalSpec spec = TerminalSpec.builder().retentionBytes(RETENTION_BYTES).build();
    terminal = Terminals.open(owner, spec);
    AttachOptions options = AttachOptions.builder().fromStart().lossless().readOnly(true).build();
    installation
        .closeLater(owner.attach(Installation.WORKSPACE, terminal, options))
        .subscribe(viewer);
  }

  Installation installation() {
    return installation;
  }

  ServerProcess server() {
    return server;
  }

  /** Connects a viewer that reads so many bytes, and then nothing more. */
  StalledPeer stalled(String token, long bytes) throws Exception {
    StalledPeer peer = installation.closeLater(new StalledPeer(server, token, terminal, output));
    peer.readTo(bytes);
    return peer;
  }

  /** Prints until the viewer has it; returns its bytes a second. */
  double print(long bytes) throws Exception {
    long until = blocks + bytes / RandomOutput.BLOCK_BYTES;
    long received = viewer.received();
    long start = System.nanoTime();
    for (; blocks < until; blocks++) {
      host.print(output.block(blocks));
    }
    viewer.awaitReceived(printed());
    return (viewer.received() - received) * 1e9 / (System.nanoTime() - start);
  }

  /** All bytes so far. */
  long printed() {
    return blocks * RandomOutput.BLOCK_BYTES;
  }

  @Override
  public void close() throws Exception {
    installation.close();
  }
}
