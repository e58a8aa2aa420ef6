package dev.muxwire.bench.fanout;

import dev.muxwire.bench.harness.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.util.Jetty;

/**
 * A system, and what it is measured with.
 *
 * @param name of it in reports
 * @param base what it is compared with
 * @param over what its ratios are called behind {@code muxwire_} and {@code cpu_per_gb_}; empty for
 *     none
 * @param isThroughputComparable false if its readers cost more than those of others
 * @param loads that it takes
 * @param share of the bytes that Muxwire gets in a round: less for what would take minutes
 */
record Contender(
    String name,
    String base,
    String over,
    boolean isThroughputComparable,
    Set<Load.Kind> loads,
    double share,
    Starter starter) {
  /** Muxwire with its own compression. */
  static final String MUXWIRE_COMPRESSED = "muxwire-compressed";

  static final String CEILING = "raw-jetty";
  static final String JETTY_DEFLATE = "jetty-deflate";
  private static final Set<Load.Kind> ALL_PLAIN =
      Set.of(Load.Kind.PIECES_16_KIB, Load.Kind.PIECES_64_KIB, Load.Kind.SMALL_WRITES);
  private static final Set<Load.Kind> PIECES =
      Set.of(Load.Kind.PIECES_16_KIB, Load.Kind.PIECES_64_KIB);
  private static final Set<Load.Kind> TEXT = Set.of(Load.Kind.TEXT);

  /** Starts a system, in a directory. */
  @FunctionalInterface
  interface Starter {
    FanoutSystem start(Path directory) throws IOException;
  }

  static final List<Contender> ALL =
      List.of(
          new Contender(Run.MUXWIRE, "", "", true, ALL_PLAIN, 1, MuxwireFanout::plain),
          peer(
              CEILING,
              true,
              ALL_PLAIN,
              1,
              directory ->
                  PeerFanout.overWebSocket(
                      "Jetty WebSocket " + Jetty.VERSION,
                      RawJettyServer.class,
                      directory,
                      "raw",
                      "/fan")),
          peer(
              "cometd",
              true,
              PIECES,
              0.25,
              directory ->
                  PeerFanout.overWebSocket(
                      version("CometD", org.cometd.server.BayeuxServerImpl.class),
                      CometdServer.class,
                      directory,
                      "bayeux",
                      CometdServer.PATH,
                      CometdServer.CHANNEL)),
          peer(
              "rsocket",
              true,
              PIECES,
              0.5,
              directory ->
                  PeerFanout.overWebSocket(
                      version("RSocket-Java", io.rsocket.RSocket.class),
                      RSocketServer.class,
                      directory,
                      "rsocket")),
          peer(
              "grpc",
              false,
              PIECES,
              0.25,
              directory ->
                  PeerFanout.withOwnReaders(
                      version("gRPC-Java", io.grpc.stub.ServerCalls.class),
                      GrpcServer.class,
                      GrpcReaders.class,
                      directory)),
          new Contender(MUXWIRE_COMPRESSED, "", "", true, TEXT, 0.5, MuxwireFanout::compressed),
          new Contender(
              JETTY_DEFLATE,
              MUXWIRE_COMPRESSED,
              "compressed_over_jetty_deflate",
              true,
              TEXT,
              0.15,
              directory ->
                  PeerFanout.overWebSocket(
                      "Jetty WebSocket " + Jetty.VERSION + ", permessage-deflate",
                      RawJettyServer.class,
                      directory,
                      "deflate",
                      "/fan",
                      Integer.toString(Load.LARGE_BYTES))));

  private static Contender peer(
      String name,
      boolean isThroughputComparable,
      Set<Load.Kind> loads,
      double share,
      Starter starter) {
    String over = "over_" + name.replace('-', '_');
    return new Contender(name, Run.MUXWIRE, over, isThroughputComparable, loads, share, starter);
  }

  private static String version(String name, Class<?> of) {
    String jar = of.getProtectionDomain().getCodeSource().getLocation().getPath();
    return name + " " + jar.replaceAll(".*-([0-9][0-9.]*)\\.jar$", "$1");
  }

  /** What it is warmed up with. */
  Load.Kind mainLoad() {
    return loads.contains(Load.Kind.PIECES_64_KIB) ? Load.Kind.PIECES_64_KIB : Load.Kind.TEXT;
  }

  /** Muxwire with compression is there for the sake of its peer. */
  boolean takesPart(Run run) {
    return run.wants(name.equals(MUXWIRE_COMPRESSED) ? JETTY_DEFLATE : name);
  }
}
