package dev.muxwire.symptoms;

import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.host.TerminalHost;
import dev.muxwire.host.TerminalHostOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** A host of this process that runs real programs in pseudo-terminals. */
final class PtyHost implements AutoCloseable {
  private static final String ID = "real";

  private final MuxwireClient owner;
  private final TerminalHost host;

  /**
   * @param address where it finds the server
   * @param directory where its programs start
   * @param bufferBytes output of a terminal that it holds before it reads no more
   */
  PtyHost(TestServer server, URI address, Path directory, int bufferBytes) throws Exception {
    owner = server.client();
    ClientOptions.Limits usual = ClientOptions.Limits.DEFAULT;
    ClientOptions client =
        ClientOptions.builder(address)
            .token(server.token())
            .limits(
                new ClientOptions.Limits(
                    usual.maxPacketBytes(),
                    usual.maxMessageBytes(),
                    usual.windowBytes(),
                    usual.maxRequests(),
                    usual.requestBufferBytes(),
                    usual.inputBufferBytes(),
                    bufferBytes))
            .build();
    host =
        TerminalHost.start(
            TerminalHostOptions.builder(client, TestServer.WORKSPACE, ID)
                .directory(directory.toString())
                .build());
    TestServer.done(host.registered());
  }

  /** Runs a script of the shell in a new terminal; returns the terminal's id. */
  String run(String script, TerminalSpec.Builder options) throws Exception {
    TerminalSpec spec = options.command(List.of("sh", "-c", script)).hostId(ID).build();
    return TestServer.done(owner.openTerminal(TestServer.WORKSPACE, spec));
  }

  /** Runs a script of the shell in a new terminal; returns the terminal's id. */
  String run(String script) throws Exception {
    return run(script, TerminalSpec.builder());
  }

  @Override
  public void close() {
    host.close();
  }
}
