package dev.muxwire.client.internal.core;

import dev.muxwire.client.Mutation;
import dev.muxwire.client.MuxwireException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks once where a workspace's state stands, for all mutations without base that are queued
 * meanwhile. They keep their place in the queue, right behind the question.
 */
final class BaseQuestion implements PendingRequest.Outcome<Mutation.Base> {
  private final Requests requests;
  private final Runnable whenOver;
  private final List<PendingRequest<?>> waiting = new ArrayList<>();
  private Mutation.@Nullable Base base;

  BaseQuestion(Requests requests, Runnable whenOver) {
    this.requests = requests;
    this.whenOver = whenOver;
  }

  boolean isAnswered() {
    return base != null;
  }

  Mutation.@Nullable Base base() {
    return base;
  }

  void add(PendingRequest<?> request) {
    waiting.add(request);
  }

  @Override
  public void succeeded(Mutation.Base answer) {
    base = answer;
    over();
    requests.wake();
  }

  /** Whatever refuses to tell the base refuses the mutations. */
  @Override
  public void failed(MuxwireException reason) {
    List<PendingRequest<?>> unanswered = List.copyOf(waiting);
    over();
    unanswered.forEach(request -> requests.giveUp(request, reason));
  }

  private void over() {
    waiting.clear();
    whenOver.run();
  }
}
