package dev.muxwire.bench.change;

import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.Meter;
import java.io.IOException;
import java.util.List;

/** Messages of a size that another system's have. */
final class RawJettyChanges implements ChangeSystem {
  private final Child server;
  private final String version;
  private final String command;
  private final String path;

  /** As many as a change of Muxwire's takes, about; exactly, once that is known. */
  private long messageBytes = 86;

  /**
   * One with a server that others may use as well.
   *
   * @param isSynced whether each message is on the disk before it is sent
   */
  RawJettyChanges(Child server, String version, boolean isSynced) {
    this.server = server;
    this.version = version;
    this.command = isSynced ? "change-synced" : "change";
    this.path = isSynced ? RawJettyServer.SYNCED_PATH : RawJettyServer.PATH;
  }

  /** What is sent from now on. */
  void messageBytes(long bytes) {
    messageBytes = bytes;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public Meter server() {
    return server.meter();
  }

  @Override
  public List<Object> watched() throws IOException {
    return List.of(server.askLong("port"), "messages", path);
  }

  @Override
  public long change(long change) throws IOException {
    return server.askLong(command, messageBytes);
  }

  @Override
  public void close() {
    server.close();
  }
}
