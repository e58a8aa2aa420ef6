package dev.muxwire.bench.growth;

import dev.muxwire.bench.restart.StoredTerminal;
import dev.muxwire.bench.scrollback.HistoryReader;
import dev.muxwire.bench.wire.PacketConnection;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CloseStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/** What a client waits for, of a terminal with a history: the median, in microseconds. */
final class Histories {
  private static final int PAGE_LINES = 100;
  private static final double NANOS_IN_MICRO = 1e3;
  private static final long SEED = 5;

  private Histories() {}

  /** From an Attach near the end to the first output, on a connection that is there. */
  static double attachMicros(StoredTerminal terminal, int times) throws IOException {
    long[] nanos = new long[times];
    try (PacketConnection connection =
        new PacketConnection(terminal.server().port(), terminal.server().token())) {
      for (int i = 0; i < times; i++) {
        int stream = i + 1;
        long began = System.nanoTime();
        connection.send(terminal.attach(stream), PacketConnection.credit(stream));
        awaitOutput(connection, stream);
        nanos[i] = System.nanoTime() - began;
        connection.send(
            ClientFrame.newBuilder()
                .setStreamId(stream)
                .setCloseStream(CloseStream.getDefaultInstance()));
      }
    }
    return median(nanos);
  }

  private static void awaitOutput(PacketConnection connection, int stream) throws IOException {
    boolean came = false;
    while (!came) {
      came =
          connection.read().getFramesList().stream()
              .anyMatch(frame -> frame.getStreamId() == stream && frame.hasOutput());
    }
  }

  /** A page of lines, anywhere. */
  static double pageMicros(StoredTerminal terminal, int times) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    long[] nanos = new long[times];
    try (HistoryReader reader =
        new HistoryReader(
            terminal.server().port(),
            terminal.server().token(),
            terminal.workspace(),
            terminal.terminal())) {
      long lines = reader.lines();
      for (int i = 0; i < times; i++) {
        long line = random.nextLong(PAGE_LINES, lines);
        long began = System.nanoTime();
        reader.page(line, PAGE_LINES);
        nanos[i] = System.nanoTime() - began;
      }
    }
    return median(nanos);
  }

  private static double median(long[] nanos) {
    Arrays.sort(nanos);
    return nanos[nanos.length / 2] / NANOS_IN_MICRO;
  }
}
