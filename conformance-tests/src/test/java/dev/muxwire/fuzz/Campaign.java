package dev.muxwire.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A target under fire: first the inputs that are kept, from {@code fuzz/NAME} of the test
 * resources, then made ones for so many seconds, some of them mutations of those; of these the
 * ordinary build takes few. Input number n of seed s is number 0 of seed s + n, which is what a
 * failure tells to run again, as long as the kept ones stay the same; what failed is written to
 * {@code target/fuzz}.
 *
 * <p>{@code -Dmuxwire.fuzz.seconds} and {@code -Dmuxwire.fuzz.seed} say how long and from where.
 */
final class Campaign {
  private static final double SECONDS =
      Double.parseDouble(System.getProperty("muxwire.fuzz.seconds", "1"));

  /** Of the ordinary build: the same on a fast machine as on a slow one, nearly. */
  private static final long INPUTS =
      System.getProperty("muxwire.fuzz.seconds") == null ? 200 : Long.MAX_VALUE;

  private static final long SEED = Long.getLong("muxwire.fuzz.seed", 1);
  private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int SHOWN_BYTES = 200;

  private final String name;
  private final Meter meter;
  private final List<byte[]> kept;
  private final Inputs inputs;
  private volatile byte[] current = {};
  private volatile long startedNanos = System.nanoTime();
  private long executions;
  private @Nullable Throwable failure;

  private Campaign(String name, Bounds bounds, Inputs inputs, FuzzTarget target) {
    this.name = name;
    this.meter = new Meter(target, bounds);
    this.kept = kept(name);
    this.inputs = kept.isEmpty() ? inputs : inputs.orMutationsOf(kept);
  }

  /** Runs all of it; fails with the first finding. */
  static void run(String name, Bounds bounds, Inputs inputs, FuzzTarget target) {
    new Campaign(name, bounds, inputs, target).run();
  }

  /** The inputs kept for a target. */
  static List<byte[]> kept(String name) {
    URL folder = Campaign.class.getResource("/fuzz/" + name);
    if (folder == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      return files.sorted().map(Campaign::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run() {
    Thread worker = new Thread(this::work, "fuzz-" + name);
    worker.setDaemon(true); // one that hangs must not keep the tests from ending
    worker.start();
    try {
      while (worker.isAlive()) {
        worker.join(500);
        failIfItHangs(worker);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.out.println("fuzz: " + name + ": " + executions + " inputs from seed " + SEED);
    Throwable found = failure;
    if (found instanceof AssertionError error) {
      throw error;
    }
  }

  private void failIfItHangs(Thread worker) {
    if (worker.isAlive() && System.nanoTime() - startedNanos > HANG_NANOS) {
      AssertionError hang = new AssertionError("it hangs: " + described(current));
      hang.setStackTrace(worker.getStackTrace());
      throw hang;
    }
  }

  private void work() {
    for (byte[] input : kept) {
      if (failure == null) {
        execute(input, "a kept input");
      }
    }
    long deadlineNanos = System.nanoTime() + (long) (SECONDS * TimeUnit.SECONDS.toNanos(1));
    for (long n = 0; n < INPUTS && failure == null && System.nanoTime() < deadlineNanos; n++) {
      long seed = SEED + n;
      execute(inputs.next(new SplittableRandom(seed)), "-Dmuxwire.fuzz.seed=" + seed);
    }
  }

  private void execute(byte[] input, String origin) {
    current = input;
    startedNanos = System.nanoTime();
    executions++;
    Throwable thrown = thrownBy(input);
    if (thrown != null) {
      byte[] small = Shrinking.shrink(input, smaller -> isSame(thrown, thrownBy(smaller)));
      failure = new AssertionError(origin + ": " + thrown + " by " + described(small), thrown);
    }
  }

  @SuppressWarnings("CatchAndPrintStackTrace")
  private @Nullable Throwable thrownBy(byte[] input) {
    startedNanos = System.nanoTime();
    try {
      meter.run(input);
      return null;
    } catch (Throwable thrown) { // an Error is a finding as well
      return thrown;
    }
  }

  /** Of the same kind, from the same place. */
  private static boolean isSame(Throwable wanted, @Nullable Throwable thrown) {
    return thrown != null
        && wanted.getClass() == thrown.getClass()
        && Objects.equals(place(wanted), place(thrown));
  }

  private static @Nullable StackTraceElement place(Throwable thrown) {
    Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
    StackTraceElement[] trace = cause.getStackTrace();
    return trace.length == 0 ? null : trace[0];
  }

  private String described(byte[] input) {
    String digits = HexFormat.of().formatHex(input, 0, Math.min(input.length, SHOWN_BYTES));
    Path file = Path.of("target", "fuzz", name + "-" + Integer.toHexString(digits.hashCode()));
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return input.length + " bytes, kept in " + file + ": " + digits;
  }
}
