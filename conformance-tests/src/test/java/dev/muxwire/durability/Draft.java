package dev.muxwire.durability;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects a request. */
final class Draft {
  private final String token;
  private final List<Step> steps = new ArrayList<>();
  private final List<Guard> guards = new ArrayList<>();

  Draft(String token) {
    this.token = token;
  }

  /** The name of the request, unique for ever. */
  String token() {
    return token;
  }

  Draft create(String kind, String id, Map<String, String> values) {
    steps.add(new Step.Create(kind, id, values));
    return this;
  }

  Draft patch(String kind, String id, Map<String, String> values, String... cleared) {
    steps.add(new Step.Patch(kind, id, values, Set.of(cleared)));
    return this;
  }

  Draft remove(String id) {
    steps.add(new Step.Remove(id));
    return this;
  }

  Draft guard(String kind, String id, String field, long revision) {
    guards.add(new Guard(kind, id, field, revision));
    return this;
  }

  boolean isEmpty() {
    return steps.isEmpty();
  }

  Request request(String client, long number, long floor) {
    return new Request(client, number, floor, steps, guards);
  }
}
