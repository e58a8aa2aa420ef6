package dev.muxwire.durability;

import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.TerminalEvent;
import java.util.concurrent.Flow;

/** A viewer that insists on every byte of the pattern, in order and once. */
final class PatternViewer implements Flow.Subscriber<TerminalEvent> {
  private final String client;
  private final History history;
  private volatile long seen;

  PatternViewer(String client, History history) {
    this.client = client;
    this.history = history;
  }

  /** How many bytes it has seen, from the terminal's start. */
  long seen() {
    return seen;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(TerminalEvent event) {
    if (event instanceof TerminalEvent.Output output) {
      long at = seen;
      check(output.offset() == at, "output at " + output.offset() + " after " + at);
      for (byte each : output.data()) {
        check(each == Pattern.at(at), "another byte than was printed at " + at);
        at++;
      }
      seen = at;
    } else if (event instanceof TerminalEvent.Skipped || event instanceof TerminalEvent.Exited) {
      check(false, event.toString());
    }
  }

  private void check(boolean holds, String what) {
    if (!holds) {
      history.trouble("the viewer of " + client + " got " + what);
    }
  }

  @Override
  public void onError(Throwable reason) {
    check(
        reason instanceof MuxwireException known && known.code() == ErrorCode.CANCELLED,
        String.valueOf(reason));
  }

  @Override
  public void onComplete() {}
}
