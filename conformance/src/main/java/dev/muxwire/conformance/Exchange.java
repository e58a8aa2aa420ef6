package dev.muxwire.conformance;

import com.google.protobuf.Message;
import dev.muxwire.conformance.exchange.MessageText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What was said on the connections of one case: kept as messages, and made text only where somebody
 * wants to read it. Of a long one the first and the latest frames are kept. Any thread.
 */
public final class Exchange {
  private static final int FIRST = 100;
  private static final int LATEST = 300;
  private static final double NANOS_PER_SECOND = 1e9;

  private final long startNanos = System.nanoTime();
  private final List<Entry> first = new ArrayList<>();
  private final Deque<Entry> latest = new ArrayDeque<>();
  private long leftOut;

  private record Entry(double seconds, String who, Supplier<String> text) {
    String line() {
      return String.format(Locale.ROOT, "%7.3f %s %s", seconds, who, text.get());
    }
  }

  /**
   * Notes a frame.
   *
   * @param who connection and direction, {@code 1 >} from the suite, {@code 1 <} to it
   */
  public void frame(String who, Message frame) {
    add(who, () -> MessageText.of(frame));
  }

  /** Notes what is no frame: an upgrade, a close, a cut. */
  public void note(String who, String text) {
    add(who, () -> text);
  }

  private synchronized void add(String who, Supplier<String> text) {
    Entry entry = new Entry((System.nanoTime() - startNanos) / NANOS_PER_SECOND, who, text);
    if (first.size() < FIRST) {
      first.add(entry);
      return;
    }
    latest.add(entry);
    if (latest.size() > LATEST) {
      latest.remove();
      leftOut++;
    }
  }

  /** A line for each, in order. */
  public synchronized List<String> lines() {
    List<String> lines = new ArrayList<>();
    first.forEach(entry -> lines.add(entry.line()));
    if (leftOut > 0) {
      lines.add("        ... " + leftOut + " more ...");
    }
    latest.forEach(entry -> lines.add(entry.line()));
    return lines;
  }
}
