package dev.muxwire.symptoms;

import dev.muxwire.client.TerminalEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** All that a viewer was told, in order. */
final class EventList implements Flow.Subscriber<TerminalEvent> {
  private final List<TerminalEvent> events = new ArrayList<>();
  private @Nullable Throwable trouble;

  @Override
  public void onSubscribe(Flow.Subscription given) {
    given.request(Long.MAX_VALUE);
  }

  @Override
  public synchronized void onNext(TerminalEvent event) {
    events.add(event);
  }

  @Override
  public synchronized void onError(Throwable reason) {
    trouble = reason;
  }

  @Override
  public void onComplete() {}

  private void check() {
    if (trouble != null) {
      throw new AssertionError("a viewer failed", trouble);
    }
  }

  /** Those of a kind. */
  synchronized <T extends TerminalEvent> List<T> all(Class<T> kind) {
    check();
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  boolean any(Class<? extends TerminalEvent> kind) {
    return !all(kind).isEmpty();
  }

  /** Was it last told so? */
  synchronized boolean isReachable(boolean wanted) {
    check();
    Boolean last = null;
    for (TerminalEvent event : events) {
      if (event instanceof TerminalEvent.Attached attached) {
        last = attached.reachable();
      } else if (event instanceof TerminalEvent.ReachabilityChanged changed) {
        last = changed.reachable();
      }
    }
    return last != null && last == wanted;
  }

  /** All output. */
  String output() {
    return text(all(TerminalEvent.Output.class));
  }

  /** The output that is live: rings bells, asks to be answered. */
  String live() {
    return text(
        all(TerminalEvent.Output.class).stream().filter(output -> !output.history()).toList());
  }

  private static String text(List<TerminalEvent.Output> parts) {
    StringBuilder text = new StringBuilder();
    parts.forEach(part -> text.append(new String(part.data(), StandardCharsets.ISO_8859_1)));
    return text.toString();
  }
}
