package dev.muxwire.client.internal.core;

import dev.muxwire.client.Mutation;
import dev.muxwire.client.MuxwireException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The base of a mutation that was made without one: what the question before it is answered. One
 * that was sent keeps its base; one that was not may be put behind another question.
 */
final class AskedBase {
  private final String workspace;
  private BaseQuestion question;
  private @Nullable PendingRequest<?> request;

  AskedBase(String workspace, BaseQuestion question) {
    this.workspace = workspace;
    this.question = question;
  }

  String workspace() {
    return workspace;
  }

  boolean isKnown() {
    return question.isAnswered();
  }

  Mutation.@Nullable Base base() {
    return question.base();
  }

  /** It is queued, behind its question. */
  void queued(PendingRequest<?> mutation) {
    request = mutation;
    question.add(this);
  }

  /** Another question stands before it now. */
  void waitFor(BaseQuestion other) {
    question = other;
    other.add(this);
  }

  void putInto(Map<PendingRequest<?>, AskedBase> byRequest) {
    PendingRequest<?> queued = request;
    if (queued != null) {
      byRequest.put(queued, this);
    }
  }

  boolean isUnsent(Requests requests) {
    PendingRequest<?> queued = request;
    return queued != null && requests.isUnsent(queued);
  }

  void giveUp(Requests requests, MuxwireException reason) {
    PendingRequest<?> queued = request;
    if (queued != null) {
      requests.giveUp(queued, reason);
    }
  }
}
