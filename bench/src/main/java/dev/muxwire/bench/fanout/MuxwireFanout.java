package dev.muxwire.bench.fanout;

import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.Meter;
import dev.muxwire.bench.process.MuxwireProcess;
import dev.muxwire.bench.wire.Viewers;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A terminal host that prints, the server, and lossless viewers: all bytes durable on the way. With
 * compression, viewers ask for raw deflate in their Hello; the server then packs output where a
 * viewer's link looks slower than packing, and packs each piece once for all.
 */
final class MuxwireFanout implements FanoutSystem {
  private final MuxwireProcess server;
  private final Child publisher;
  private final Child readers;
  private final boolean compressed;

  private MuxwireFanout(Path directory, boolean compressed) throws IOException {
    this.compressed = compressed;
    server = MuxwireProcess.start(directory.resolve("muxwire"));
    publisher = Child.jvm(Publisher.class, directory.resolve("muxwire-host.log"), "-Xmx512m");
    readers = Child.jvm(Viewers.class, directory.resolve("muxwire-readers.log"), "-Xmx512m");
  }

  static MuxwireFanout plain(Path directory) throws IOException {
    return new MuxwireFanout(directory, false);
  }

  static MuxwireFanout compressed(Path directory) throws IOException {
    return new MuxwireFanout(directory, true);
  }

  @Override
  public String version() {
    return "this build";
  }

  @Override
  public void start(int count) throws IOException {
    String[] terminal = publisher.ask("connect", server.uri(), server.token()).split(" ");
    String dialect = compressed ? "muxwire-deflate" : "muxwire";
    readers.ask("speak", count, server.port(), dialect, terminal[0], terminal[1]);
  }

  @Override
  public Meter server() {
    return server.meter();
  }

  @Override
  public Child readers() {
    return readers;
  }

  @Override
  public Child producer() {
    return publisher;
  }

  @Override
  public void close() {
    readers.close();
    publisher.close();
    server.close();
  }
}
