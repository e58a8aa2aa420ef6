package dev.muxwire.client.internal.core;

import dev.muxwire.client.Mutation;
import dev.muxwire.client.MuxwireException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks once where a workspace's state stands, for all mutations without base that are queued
 * meanwhile. They keep their place in the queue, right behind the question.
 */
final class BaseQuestion implements PendingRequest.Outcome<Mutation.Base> {
  private final Requests requests;
  private final Consumer<BaseQuestion> whenOver;
  private final List<AskedBase> asking = new ArrayList<>();
  private Mutation.@Nullable Base base;

  BaseQuestion(Requests requests, Consumer<BaseQuestion> whenOver) {
    this.requests = requests;
    this.whenOver = whenOver;
  }

  boolean isAnswered() {
    return base != null;
  }

  Mutation.@Nullable Base base() {
    return base;
  }

  void add(AskedBase asked) {
    asking.add(asked);
  }

  /** Those that have not used the answer yet. */
  List<AskedBase> unsent() {
    asking.removeIf(asked -> !asked.isUnsent(requests));
    return List.copyOf(asking);
  }

  @Override
  public void succeeded(Mutation.Base answer) {
    base = answer;
    whenOver.accept(this);
    requests.wake();
  }

  /** Whatever refuses to tell the base refuses the mutations. */
  @Override
  public void failed(MuxwireException reason) {
    whenOver.accept(this);
    unsent().forEach(asked -> asked.giveUp(requests, reason));
  }
}
