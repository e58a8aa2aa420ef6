package dev.muxwire.durability;

import java.util.List;

/**
 * What a client asked for: all of it or nothing.
 *
 * @param number of its client, in the order of asking, over its restarts too
 * @param floor a revision that somebody had been acknowledged before this was asked for
 */
record Request(String client, long number, long floor, List<Step> steps, List<Guard> guards) {
  Request {
    steps = List.copyOf(steps);
    guards = List.copyOf(guards);
  }

  /** Its name; values that it writes have it, so that each tells whose it is. */
  String token() {
    return token(client, number);
  }

  static String token(String client, long number) {
    return client + "-" + number;
  }

  boolean concerns(String id) {
    return steps.stream().anyMatch(step -> step.id().equals(id));
  }
}
