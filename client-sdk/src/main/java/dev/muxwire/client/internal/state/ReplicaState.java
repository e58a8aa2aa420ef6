package dev.muxwire.client.internal.state;

import dev.muxwire.client.ChangeSet;
import dev.muxwire.client.Entity;
import dev.muxwire.client.WorkspaceView;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.StateCursor;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribed;
import dev.muxwire.wire.ProtocolViolation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fold of a state stream. What arrives is staged beside the published view until a consistent
 * part; then the difference is published at once. A scan that begins with a reset is staged from
 * nothing, and published as its difference from what was shown before: never an empty moment.
 *
 * <p>Owned by one loop; the views are immutable.
 */
public final class ReplicaState {
  private LayeredView view;

  /** Changes since the view (a missing value = removed); in a reset: all there is so far. */
  private Map<String, Optional<Entity>> staged = new HashMap<>();

  private boolean resetting = true;
  private @Nullable StateCursor cursor;

  /** Begins empty. */
  public ReplicaState(String workspace) {
    this.view = LayeredView.empty(workspace);
  }

  /** The latest consistent view. */
  public WorkspaceView view() {
    return view;
  }

  /** Where to continue; null = a snapshot is needed. */
  public @Nullable StateCursor cursor() {
    return cursor;
  }

  /** Gives up the cursor: the next scan is a snapshot. What is shown stays. */
  public void forgetCursor() {
    cursor = null;
  }

  /**
   * A scan begins, or continues where the cursor stands.
   *
   * @throws ProtocolViolation it continues elsewhere
   */
  public void begin(Subscribed subscribed) {
    StateCursor told =
        StateCursor.newBuilder()
            .setEpoch(subscribed.getEpoch())
            .setBase(subscribed.getBase())
            .setThrough(subscribed.getThrough())
            .setFilterHash(subscribed.getFilterHash())
            .build();
    if (subscribed.getReset() || (cursor == null && told.getBase() == 0)) {
      resetting = true;
      staged = new HashMap<>();
    } else if (!told.equals(cursor)) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_MALFORMED, "a scan that continues where no cursor stood");
    }
    cursor = told;
  }

  /**
   * Applies a part.
   *
   * @return the difference to show, or null while the state is not consistent
   * @throws ProtocolViolation the part does not apply here; forget the cursor and begin anew
   */
  public @Nullable ChangeSet apply(StatePart part) {
    StateCursor at = cursor;
    if (at == null) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_MALFORMED, "a state part before its stream began");
    }
    for (EntityChange change : Tables.changes(part)) {
      stage(change);
    }
    StateCursor.Builder next = at.toBuilder();
    if (part.getThrough() > at.getThrough()) {
      next.setThrough(part.getThrough());
    }
    if (!part.getConsistent()) {
      cursor = next.build();
      return null;
    }
    cursor = next.setBase(next.getThrough()).build();
    return publish(at.getEpoch(), next.getThrough());
  }

  /** The entities of a focus part, as staged. */
  public List<Entity> stagedOf(StatePart part) {
    return Tables.changes(part).stream()
        .map(change -> staged.getOrDefault(change.getId(), Optional.empty()))
        .flatMap(Optional::stream)
        .toList();
  }

  private void stage(EntityChange change) {
    String id = change.getId();
    Optional<Entity> before = current(id);
    if (before.isPresent() && before.get().revision() > change.getRevision()) {
      return; // a repetition of what a newer change has overtaken
    }
    switch (change.getType()) {
      case CHANGE_TYPE_UNSPECIFIED -> staged.put(id, Optional.of(Entities.whole(change)));
      case CHANGE_TYPE_PATCH ->
          staged.put(
              id,
              Optional.of(
                  Entities.patched(
                      before.orElseThrow(
                          () ->
                              new ProtocolViolation(
                                  ErrorCode.ERROR_CODE_MALFORMED,
                                  "a patch for " + id + ", which is not there")),
                      change)));
      case CHANGE_TYPE_REMOVED -> staged.put(id, Optional.empty());
      case UNRECOGNIZED ->
          throw new ProtocolViolation(
              ErrorCode.ERROR_CODE_UNSUPPORTED, "a change of an unknown type");
    }
  }

  private Optional<Entity> current(String id) {
    Optional<Entity> known = staged.get(id);
    if (known != null) {
      return known;
    }
    return resetting ? Optional.empty() : view.entity(id);
  }

  private ChangeSet publish(long epoch, long revision) {
    LayeredView before = view;
    Difference difference = new Difference(before.epoch() == epoch);
    staged.forEach((id, after) -> difference.add(before.entity(id), after));
    if (resetting) {
      for (Entity gone : before.entities()) {
        if (!staged.containsKey(gone.id())) {
          difference.add(Optional.of(gone), Optional.empty());
        }
      }
      Map<String, Entity> all = new HashMap<>();
      staged.forEach((id, after) -> after.ifPresent(entity -> all.put(id, entity)));
      view = before.replaced(epoch, revision, all);
    } else {
      view = before.with(revision, staged);
    }
    resetting = false;
    staged = new HashMap<>();
    return difference.toChangeSet(before.revision(), revision);
  }
}
