package dev.muxwire.cli.options;

import picocli.CommandLine.Option;

/** {@code --listen}. */
public final class ListenOption {
  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:7070",
      converter = ListenAddress.Converter.class,
      description = {
        "Address to listen on; port 0 takes a free one and prints it.",
        "Default: ${DEFAULT-VALUE}."
      })
  private ListenAddress address = new ListenAddress("127.0.0.1", 7070);

  public ListenAddress address() {
    return address;
  }
}
