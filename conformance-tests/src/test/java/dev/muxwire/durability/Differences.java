package dev.muxwire.durability;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares what the server has with what it must have. */
final class Differences {
  private Differences() {}

  /** The first difference of two states of one revision; null if there is none. */
  static @Nullable Complaint first(ModelState expected, StoredState actual) {
    return first(expected.stored(actual.epoch()), actual, "the server");
  }

  /** The first difference; null if there is none. */
  static @Nullable Complaint first(StoredState expected, StoredState actual, String whose) {
    if (expected.epoch() != actual.epoch()) {
      return new Complaint(
          "", whose + " is of epoch " + actual.epoch() + ", not " + expected.epoch());
    }
    if (expected.revision() != actual.revision()) {
      return new Complaint(
          "", whose + " is at revision " + actual.revision() + ", not " + expected.revision());
    }
    TreeSet<String> ids = new TreeSet<>(expected.entities().keySet());
    ids.addAll(actual.entities().keySet());
    for (String id : ids) {
      StoredEntity wanted = expected.entities().get(id);
      StoredEntity found = actual.entities().get(id);
      if (wanted == null || !wanted.equals(found)) {
        return new Complaint(id, whose + " has " + id + " as " + found + ", not as " + wanted);
      }
    }
    return null;
  }
}
