package dev.muxwire.server.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.LineRange;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Whatever is printed, lost, erased and restarted in whatever order: lines are where somebody finds
 * them who reads everything that was ever printed.
 */
class LineIndexPropertyTest {
  private static final int STEPS = 40;
  private static final int MIB = 1024 * 1024;

  @Property(tries = 60)
  void linesAreWhereTheyAre(@ForAll long seed) {
    Random random = new Random(seed);
    long retention = random.nextBoolean() ? Long.MAX_VALUE : 50_000 + random.nextInt(400_000);
    LinesBench bench = new LinesBench(retention);
    LinesModel model = new LinesModel();
    for (int step = 0; step < STEPS; step++) {
      play(random, bench, model);
    }
    bench.settle();
    for (int i = 0; i < 5; i++) {
      check(random, bench, model);
    }
  }

  private static void play(Random random, LinesBench bench, LinesModel model) {
    switch (random.nextInt(13)) {
      case 0, 1, 2, 3, 4 -> {
        byte[] data = anyOutput(random);
        bench.print(ByteString.copyFrom(data));
        model.print(data);
      }
      case 5 -> {
        int length = 1 + random.nextInt(random.nextBoolean() ? 50 : 200_000);
        bench.hole(length);
        model.hole(length);
      }
      case 6 -> bench.resize(20 + random.nextInt(100));
      case 7 -> bench.sync();
      case 8 -> bench.settle();
      case 9 -> {
        if (model.end() > 0 && random.nextInt(3) == 0) {
          long start = bench.terminal().output().retainedFrom();
          bench.purge(start + 1 + random.nextInt((int) (model.end() - start) + 1) - 1);
          if (random.nextBoolean()) {
            bench.settle();
          }
        }
      }
      case 10 -> {
        bench.crash(random.nextInt(bench.store().unsyncedWrites() + 1));
        model.cut(bench.terminal().output().end());
      }
      default -> check(random, bench, model);
    }
  }

  private static void check(Random random, LinesBench bench, LinesModel model) {
    LineRange range = anyRange(random, model.end());
    long retainedFrom = bench.terminal().output().retainedFrom();
    LineSpan expected = model.span(range, retainedFrom);
    LineSpan found = bench.span(range);
    assertThat(found).as("%s of %d..%d", range, retainedFrom, model.end()).isEqualTo(expected);
    byte[] read = bench.read(found.from(), found.to());
    byte[] printed = model.read(found.from(), found.to());
    assertThat(Arrays.mismatch(read, printed))
        .as("%s: %d bytes of %d, %s", found, read.length, printed.length, bench.facts())
        .isEqualTo(-1);
  }

  private static LineRange anyRange(Random random, int end) {
    LineRange.Builder range =
        LineRange.newBuilder().setBefore(anyCount(random)).setAfter(anyCount(random));
    switch (random.nextInt(4)) {
      case 0 -> range.setLine(random.nextInt(1 + end / 20));
      case 1 -> range.setLine(random.nextInt(30));
      case 2 -> range.setOffset(end - random.nextInt(Math.min(end, 300) + 1));
      default -> range.setOffset(random.nextInt(end + 10));
    }
    return range.build();
  }

  private static int anyCount(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> 1;
      case 2 -> random.nextInt(50);
      default -> random.nextInt(100_000);
    };
  }

  private static byte[] anyOutput(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> "\n".repeat(1 + random.nextInt(70_000)).getBytes(UTF_8);
      case 1 ->
          "x".repeat(1 + random.nextInt(random.nextInt(10) == 0 ? MIB : 200_000)).getBytes(UTF_8);
      case 2 -> lines(random, 1 + random.nextInt(5_000), "\r\n");
      case 3 -> lines(random, 1 + random.nextInt(5_000), "\n");
      default -> lines(random, 1 + random.nextInt(20), "\n");
    };
  }

  private static byte[] lines(Random random, int count, String end) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("abcdefghij".repeat(6), 0, random.nextInt(60)).append(end);
    }
    text.append("rest", 0, random.nextInt(5));
    return text.toString().getBytes(UTF_8);
  }
}
