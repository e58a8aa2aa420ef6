package dev.muxwire.bench.connections;

import dev.muxwire.bench.fanout.Publisher;
import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.Meter;
import dev.muxwire.bench.process.MuxwireProcess;
import dev.muxwire.bench.wire.Viewers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Muxwire with its default limits. Each client says Hello; with streams it also subscribes to a
 * workspace and attaches to a terminal whose program is silent.
 */
final class MuxwireIdle implements IdleSystem {
  private final MuxwireProcess server;
  private final Child publisher;
  private final Child clients;
  private final List<String> opens;

  private MuxwireIdle(Path directory, boolean withStreams) throws IOException {
    server = MuxwireProcess.start(directory.resolve("muxwire"));
    publisher = Child.jvm(Publisher.class, directory.resolve("host.log"), "-Xmx256m");
    clients = Child.jvm(Viewers.class, directory.resolve("clients.log"), "-Xmx1g");
    List<String> terminal =
        List.of(publisher.ask("connect", server.uri(), server.token()).split(" ", -1));
    opens = withStreams ? terminal : List.of();
  }

  static MuxwireIdle withStreams(Path directory) throws IOException {
    return new MuxwireIdle(directory, true);
  }

  static MuxwireIdle helloAlone(Path directory) throws IOException {
    return new MuxwireIdle(directory, false);
  }

  @Override
  public String version() {
    return "this build";
  }

  @Override
  public Meter server() {
    return server.meter();
  }

  @Override
  public void add(int count) throws IOException {
    List<Object> words = new ArrayList<>(List.of("add", count, server.port(), "idle"));
    words.addAll(opens);
    clients.ask(words.toArray());
  }

  @Override
  public Child clients() {
    return clients;
  }

  @Override
  public void close() {
    clients.close();
    publisher.close();
    server.close();
  }
}
