package dev.muxwire.durability;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The requests of one client that may have been applied, in the order in which it asked: a server
 * takes them in that order. The position is behind the last one that counts as applied.
 */
final class ClientLine {
  private final List<Told> requests = new ArrayList<>();
  private int position;

  void add(Told told) {
    requests.add(told);
  }

  void sort() {
    requests.sort(Comparator.comparingLong(told -> told.request().number()));
  }

  int position() {
    return position;
  }

  void moveTo(int newPosition) {
    position = newPosition;
  }

  int indexOf(Told told) {
    for (int i = position; i < requests.size(); i++) {
      if (requests.get(i) == told) {
        return i;
      }
    }
    throw new IllegalStateException(told.request().token() + " comes after a later request");
  }

  /** Those before the next acknowledged one, with an outcome that nobody knows. */
  List<Told> unknownNext() {
    List<Told> next = new ArrayList<>();
    for (int i = position; i < requests.size() && !requests.get(i).isAcknowledged(); i++) {
      next.add(requests.get(i));
    }
    return next;
  }
}
