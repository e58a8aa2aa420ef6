package dev.muxwire.cli.options;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --listen}. */
public final class ListenOption {
  /** Where a server listens when nothing else is said. */
  private static final ListenAddress DEFAULT = new ListenAddress("127.0.0.1", 7070);

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      converter = ListenAddress.Converter.class,
      description = {
        "Address to listen on; port 0 takes a free one and prints it.",
        "Default: 127.0.0.1:7070."
      })
  private @Nullable ListenAddress address;

  public ListenAddress address() {
    return address != null ? address : DEFAULT;
  }

  /** True if the user left the choice of the port to us, by saying nothing or by port 0. */
  public boolean portIsOpen() {
    return address == null || address.port() == 0;
  }
}
