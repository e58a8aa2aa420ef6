package dev.muxwire.client.internal.state;

import dev.muxwire.client.Entity;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.WorkspaceView;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One edit as one replica shows it. It is applied again whenever the confirmed view or an edit
 * before it changed; remembers what its patches made, since most find the same entity again.
 */
final class ShownEdit {
  private record Patched(Entity before, Entity after) {}

  private record Ack(MutationResult result, long confirmedEpoch) {}

  private final LocalEdit edit;
  private final Map<LocalEdit.Patch, Patched> patched = new IdentityHashMap<>(2);
  private @Nullable Ack ack;

  ShownEdit(LocalEdit edit) {
    this.edit = edit;
  }

  LocalEdit edit() {
    return edit;
  }

  /** The server has applied it, while the confirmed view was this. */
  void acknowledged(MutationResult result, WorkspaceView confirmed) {
    ack = new Ack(result, confirmed.epoch());
  }

  /** Has the view what was acknowledged, or is it of a later life of the log? */
  boolean isReachedBy(WorkspaceView confirmed) {
    Ack told = ack;
    if (told == null) {
      return false;
    }
    return confirmed.epoch() == told.result().epoch()
        ? confirmed.revision() >= told.result().revision()
        : confirmed.epoch() != told.confirmedEpoch();
  }

  /** What a patch of this edit makes of an entity, masked. */
  Entity patched(LocalEdit.Patch patch, Entity before, EntityFilter filter) {
    Patched known = patched.get(patch);
    if (known == null || known.before() != before) {
      Entity after = Entities.patched(before, patch.change(), before.revision());
      known = new Patched(before, filter.masked(after));
      patched.put(patch, known);
    }
    return known.after();
  }
}
