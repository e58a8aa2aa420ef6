package dev.muxwire.client.internal.state;

import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A server's state and a client's edits as plain maps, that share no code with the SDK: a value is
 * a map of names to texts, and a fold is a loop over all there is.
 */
final class OptimisticModel {
  /** One operation; what it means for a tab or a pane is the model's. */
  record Op(Type type, boolean pane, int number, int tab, @Nullable String title, boolean clears) {
    String id() {
      return (pane ? "pane-" : "tab-") + number;
    }

    /** What it sets. */
    Map<String, String> values() {
      Map<String, String> values = new TreeMap<>();
      if (title != null) {
        values.put("title", title);
        values.put("attributes.a", title);
      }
      if (pane && type == Type.CREATE) {
        values.put("tab_id", "tab-" + tab);
      }
      return values;
    }

    /** What it clears. */
    Set<String> cleared() {
      return clears ? Set.of("attributes.b", "attributes.a") : Set.of();
    }

    void addTo(Mutation.Builder mutation) {
      EntityKind kind = pane ? EntityKind.PANE : EntityKind.TAB;
      Map<String, Object> fields = new HashMap<>(values());
      Object attribute = fields.remove("attributes.a");
      if (attribute != null) {
        fields.put("attributes", Map.of("a", attribute));
      }
      switch (type) {
        case CREATE -> mutation.create(kind, id(), fields);
        case PATCH -> mutation.patch(kind, id(), fields, cleared());
        case REMOVE -> mutation.remove(id());
      }
    }
  }

  enum Type {
    CREATE,
    PATCH,
    REMOVE
  }

  /** Values by id. */
  static final class State {
    final TreeMap<String, Map<String, String>> values = new TreeMap<>();

    State copy() {
      State copy = new State();
      copy.values.putAll(values);
      return copy;
    }

    /** Applies an operation if it can be; false if not. */
    boolean apply(Op op, Set<String> used) {
      Map<String, String> before = values.get(op.id());
      switch (op.type()) {
        case CREATE -> {
          if (before != null || !used.add(op.id())) {
            return false;
          }
          values.put(op.id(), op.values());
        }
        case PATCH -> {
          if (before == null) {
            return false;
          }
          Map<String, String> after = new TreeMap<>(before);
          after.putAll(op.values());
          after.keySet().removeAll(op.cleared());
          values.put(op.id(), after);
        }
        case REMOVE -> {
          if (before == null) {
            return false;
          }
          Set<String> gone = new TreeSet<>(values.keySet());
          values.remove(op.id());
          values.values().removeIf(value -> op.id().equals(value.get("tab_id")));
          gone.removeAll(values.keySet());
          used.addAll(gone);
        }
      }
      return true;
    }
  }

  /** An edit of the client, and what became of it. */
  static final class Edit {
    final List<Op> ops;
    final long authorsEpoch;
    final LocalEdit local;
    long ackEpoch;
    long ackRevision;
    long confirmedEpochAtAck;

    Edit(List<Op> ops, long authorsEpoch, LocalEdit local) {
      this.ops = ops;
      this.authorsEpoch = authorsEpoch;
      this.local = local;
    }

    boolean isAcknowledged() {
      return ackRevision != 0;
    }
  }

  // The server.
  long epoch = 1;
  long revision;
  State server = new State();
  private final Set<String> used = new HashSet<>();
  final Map<String, Long> lastChange = new LinkedHashMap<>();
  private final Map<Edit, Long> remembered = new HashMap<>();

  // The client.
  State confirmed = new State();
  long confirmedEpoch;
  long confirmedRevision;
  final List<Edit> edits = new ArrayList<>();

  /** Runs a batch as a whole or not at all; returns its revision, 0 if it was refused. */
  long run(List<Op> ops) {
    State after = server.copy();
    Set<String> usedAfter = new HashSet<>(used);
    for (Op op : ops) {
      if (!after.apply(op, usedAfter)) {
        return 0;
      }
    }
    for (Map<String, String> value : after.values.values()) {
      String tab = value.get("tab_id");
      if (tab != null && !after.values.containsKey(tab)) {
        return 0;
      }
    }
    Set<String> ids = new TreeSet<>(server.values.keySet());
    ids.addAll(after.values.keySet());
    ops.forEach(op -> ids.add(op.id()));
    Set<String> named = new HashSet<>();
    ops.forEach(op -> named.add(op.id()));
    for (String id : ids) {
      boolean differs = !Objects.equals(server.values.get(id), after.values.get(id));
      if (differs || named.contains(id)) {
        revision++;
        lastChange.remove(id);
        lastChange.put(id, revision);
      }
    }
    server = after;
    used.addAll(usedAfter);
    return revision;
  }

  /** The verdict on an edit: the same one for ever if it was applied. */
  long judge(Edit edit) {
    Long known = remembered.get(edit);
    if (known != null) {
      return known;
    }
    if (edit.authorsEpoch != epoch) {
      return 0;
    }
    long result = run(edit.ops);
    if (result != 0) {
      remembered.put(edit, result);
    }
    return result;
  }

  /** The log was lost: another epoch, and only what half of the ids had. */
  void lose() {
    epoch++;
    revision = 0;
    remembered.clear();
    used.clear();
    lastChange.clear();
    server.values.keySet().removeIf(id -> id.hashCode() % 2 == 0);
    server
        .values
        .values()
        .removeIf(
            value ->
                value.containsKey("tab_id") && !server.values.containsKey(value.get("tab_id")));
    for (String id : server.values.keySet()) {
      used.add(id);
      lastChange.put(id, ++revision);
    }
    revision++;
  }

  /** The client has what the server has. */
  void confirm() {
    confirmed = server.copy();
    confirmedEpoch = epoch;
    confirmedRevision = revision;
    edits.removeIf(edit -> edit.isAcknowledged() && isReached(edit));
  }

  boolean isReached(Edit edit) {
    return edit.ackEpoch == confirmedEpoch
        ? confirmedRevision >= edit.ackRevision
        : confirmedEpoch != edit.confirmedEpochAtAck;
  }

  /** What is to be shown. */
  State shown() {
    State shown = confirmed.copy();
    Set<String> usedHere = new HashSet<>();
    for (Edit edit : edits) {
      edit.ops.forEach(op -> shown.apply(op, usedHere));
    }
    return shown;
  }
}
