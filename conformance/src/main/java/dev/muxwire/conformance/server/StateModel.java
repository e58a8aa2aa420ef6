package dev.muxwire.conformance.server;

import dev.muxwire.conformance.Breach;
import dev.muxwire.proto.v1.ChangeType;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.GetResult;
import dev.muxwire.proto.v1.StateCursor;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribed;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A replica by the book: the steps of docs/PROTOCOL.md, "How to apply it", and nothing else. It
 * keeps a view, a staging area and a cursor.
 */
public final class StateModel {
  private final Map<String, Held> view = new TreeMap<>();
  private final Map<String, Held> staging = new HashMap<>();
  private boolean resetting = true;
  private long epoch;
  private long base;
  private long through;
  private int filterHash;

  /** Null body: it was removed. */
  private record Held(long revision, @Nullable EntityBody body) {}

  /** Step 1. */
  public void apply(Subscribed subscribed) {
    boolean goesOn =
        !subscribed.getReset()
            && subscribed.getEpoch() == epoch
            && subscribed.getBase() == base
            && subscribed.getThrough() == through;
    if (goesOn && base + through > 0) {
      return;
    }
    if (!subscribed.getReset() && subscribed.getBase() != 0) {
      throw Breach.of("CURSOR-1", "Subscribed repeats another cursor than was sent");
    }
    staging.clear();
    resetting = true;
    epoch = subscribed.getEpoch();
    filterHash = subscribed.getFilterHash();
    base = 0;
    through = 0;
  }

  /** Steps 2 to 4. */
  public void apply(StatePart part) {
    part.getChangesList().forEach(this::apply);
    through = Math.max(through, part.getThrough());
    if (part.getConsistent()) {
      publish();
    }
  }

  private void apply(EntityChange change) {
    Held held = staging.get(change.getId());
    if (held == null && !resetting) {
      held = view.get(change.getId());
    }
    if (held != null && held.revision() > change.getRevision()) {
      return;
    }
    EntityBody body =
        switch (change.getType()) {
          case CHANGE_TYPE_UNSPECIFIED -> change.getBody();
          case CHANGE_TYPE_REMOVED -> null;
          default -> patched(change, held);
        };
    staging.put(change.getId(), new Held(change.getRevision(), body));
  }

  private static EntityBody patched(EntityChange change, @Nullable Held held) {
    if (change.getType() != ChangeType.CHANGE_TYPE_PATCH) {
      throw Breach.of("STATE-2", "a change of an unknown type: " + change.getTypeValue());
    }
    EntityBody before = held == null ? null : held.body();
    if (before == null) {
      throw Breach.of("STATE-2", "a patch came for '" + change.getId() + "', which is not there");
    }
    return BodyPatch.apply(before, change);
  }

  private void publish() {
    if (resetting) {
      view.clear();
      resetting = false;
    }
    staging.forEach(
        (id, held) -> {
          if (held.body() == null) {
            view.remove(id);
          } else {
            view.put(id, held);
          }
        });
    staging.clear();
    base = through;
  }

  /** Where it can resume, together with what it holds. */
  public StateCursor cursor() {
    return StateCursor.newBuilder()
        .setEpoch(epoch)
        .setBase(base)
        .setThrough(through)
        .setFilterHash(filterHash)
        .build();
  }

  public long through() {
    return through;
  }

  /** The published view: bodies by id. */
  public Map<String, EntityBody> view() {
    Map<String, EntityBody> bodies = new TreeMap<>();
    view.forEach(
        (id, held) -> {
          if (held.body() != null) {
            bodies.put(id, held.body());
          }
        });
    return bodies;
  }

  /** Entities as Get told them. */
  static Map<String, EntityBody> bodies(GetResult result) {
    Map<String, EntityBody> bodies = new TreeMap<>();
    result.getEntitiesList().forEach(entity -> bodies.put(entity.getId(), entity.getBody()));
    return bodies;
  }
}
