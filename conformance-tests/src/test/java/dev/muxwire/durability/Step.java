package dev.muxwire.durability;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One step of a request, in plain text: values by name, an attribute as {@code attributes.KEY}, a
 * layout as {@code ROW(a b)}, a payload as {@code TEXT*COUNT}.
 */
sealed interface Step {
  String TAB = "TAB";
  String PANE = "PANE";
  String RECORD = "RECORD";

  String id();

  /** The id was never used; afterwards the entity is there. */
  record Create(String kind, String id, Map<String, String> values) implements Step {
    public Create {
      values = Map.copyOf(values);
    }

    @Override
    public String toString() {
      return "create " + id + " " + new TreeMap<>(values);
    }
  }

  /** The entity is there; some of its values are others afterwards. */
  record Patch(String kind, String id, Map<String, String> values, Set<String> cleared)
      implements Step {
    public Patch {
      values = Map.copyOf(values);
      cleared = Set.copyOf(cleared);
    }

    @Override
    public String toString() {
      String without = cleared.isEmpty() ? "" : " without " + new TreeSet<>(cleared);
      return "patch " + id + " " + new TreeMap<>(values) + without;
    }
  }

  /** The entity is there; afterwards neither it is, nor its panes. */
  record Remove(String id) implements Step {
    @Override
    public String toString() {
      return "remove " + id;
    }
  }
}
