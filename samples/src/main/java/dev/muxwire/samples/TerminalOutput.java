package dev.muxwire.samples;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * What programs write to terminals: how much, how often, and text with colours and many short
 * lines. The same seed makes the same bytes. Reads no clock.
 */
public final class TerminalOutput {
  private static final int CALM_WRITES = 15;
  private static final int CALM_BYTES = 2_000;
  private static final Duration CALM_TIME = Duration.ofMillis(16_700);
  private static final int BURST_WRITES = 3_239;
  private static final Duration BURST_TIME = Duration.ofMillis(1_250);

  /** Of the calm turn's writes; the largest takes what remains. */
  private static final SizeCurve CALM_SIZES = new SizeCurve().at(0, 8).at(0.5, 52).at(0.9, 262);

  private static final SizeCurve BURST_SIZES =
      new SizeCurve().at(0, 1).at(0.5, 130).at(0.9, 513).at(0.99, 1_400).at(1, 7_000);

  private TerminalOutput() {}

  /**
   * One write of a program.
   *
   * @param delay the time since the write before
   * @param bytes may begin and end within a line, an escape sequence or a character
   */
  public record Write(Duration delay, byte[] bytes) {}

  /**
   * An agent's calm turn: {@value #CALM_WRITES} writes, {@value #CALM_BYTES} bytes in 16.7 s; half
   * of the writes up to 52 bytes, nine of ten up to 262.
   */
  public static Iterator<Write> calmTurn(long seed) {
    List<Integer> sizes = new ArrayList<>();
    int left = CALM_BYTES;
    for (int i = 0; i < CALM_WRITES - 1; i++) {
      int size = CALM_SIZES.size((i + 0.5) / CALM_WRITES);
      sizes.add(size);
      left -= size;
    }
    sizes.add(left);
    return writes(seed, sizes, CALM_TIME);
  }

  /**
   * A burst, as of a build or a large file printed: {@value #BURST_WRITES} writes, 777 KB in 1.25
   * s; half of the writes up to 130 bytes, nine of ten up to 513, 99 of 100 up to 1.4 KB, none over
   * 7 KB.
   */
  public static Iterator<Write> burst(long seed) {
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < BURST_WRITES; i++) {
      sizes.add(BURST_SIZES.size((i + 0.5) / BURST_WRITES));
    }
    return writes(seed, sizes, BURST_TIME);
  }

  private static Iterator<Write> writes(long seed, List<Integer> sizes, Duration time) {
    SampleRandom random = new SampleRandom(seed);
    random.shuffle(sizes);
    List<Duration> moments = moments(random, sizes.size(), time);
    ColouredText text = new ColouredText(random);
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < sizes.size();
      }

      @Override
      public Write next() {
        Duration before = next == 0 ? Duration.ZERO : moments.get(next - 1);
        Duration delay = moments.get(next).minus(before);
        return new Write(delay, text.take(sizes.get(next++)));
      }
    };
  }

  /** Moments anywhere in the time; the last one at its end. */
  private static List<Duration> moments(SampleRandom random, int count, Duration time) {
    List<Duration> moments = new ArrayList<>();
    for (int i = 0; i < count - 1; i++) {
      moments.add(Duration.ofNanos((long) (random.fraction() * time.toNanos())));
    }
    moments.add(time);
    Collections.sort(moments);
    return moments;
  }
}
