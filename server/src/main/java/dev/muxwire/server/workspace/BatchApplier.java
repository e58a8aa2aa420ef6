package dev.muxwire.server.workspace;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.wire.FieldKey;
import dev.muxwire.wire.ProtocolLimits;
import dev.muxwire.wire.ProtocolViolation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Applies one batch to the state, as a whole or not at all, and tells what it did. */
final class BatchApplier {
  private final WorkspaceState state;
  private final Batch batch;
  private final long revisionBefore;
  private final List<Change> changes = new ArrayList<>();

  /** Every entity touched, as it was before. */
  private final Map<String, Before> before = new LinkedHashMap<>();

  private record Before(@Nullable EntityState entity) {}

  BatchApplier(WorkspaceState state, Batch batch) {
    this.state = state;
    this.batch = batch;
    this.revisionBefore = state.revision();
  }

  /** The changes in order, each with its revision. */
  List<Change> apply() throws BatchRefused {
    try {
      checkPreconditions();
      for (int index = 0; index < batch.operations().size(); index++) {
        apply(batch.operations().get(index), index);
      }
      checkReferences();
      return changes;
    } catch (BatchRefused refused) {
      undo();
      throw refused;
    }
  }

  /** Takes everything back, as long as nothing else was applied since. */
  void undo() {
    before.forEach((id, was) -> state.restore(id, was.entity(), revisionBefore));
  }

  private void checkPreconditions() throws BatchRefused {
    for (int index = 0; index < batch.preconditions().size(); index++) {
      Batch.Precondition precondition = batch.preconditions().get(index);
      EntityState entity = state.living(precondition.id());
      FieldKey field = precondition.field();
      long revision =
          entity == null ? 0 : field == null ? entity.revision() : entity.fieldRevision(field);
      if (revision != precondition.revision()) {
        throw refused(
            ErrorCode.ERROR_CODE_PRECONDITION_FAILED,
            describe(precondition)
                + " is at revision "
                + revision
                + ", not "
                + precondition.revision(),
            index,
            precondition.id());
      }
    }
  }

  private static String describe(Batch.Precondition precondition) {
    FieldKey field = precondition.field();
    return field == null
        ? precondition.id()
        : "field " + field.number() + " of " + precondition.id();
  }

  private void apply(Batch.Operation operation, int index) throws BatchRefused {
    if (operation instanceof Batch.Create create) {
      create(create, index);
    } else if (operation instanceof Batch.Patch patch) {
      patch(patch, index);
    } else {
      remove(operation.id(), index);
    }
  }

  private void create(Batch.Create create, int index) throws BatchRefused {
    checkId(create.id(), index);
    boolean mayReuse = batch.request() == null; // presence: a host comes back under its name
    if (mayReuse ? state.living(create.id()) != null : state.find(create.id()) != null) {
      throw refused(
          ErrorCode.ERROR_CODE_ALREADY_EXISTS, "the id was used before", index, create.id());
    }
    check(() -> EntityRules.check(create.fields()), create.id(), index);
    record(Change.whole(create.id(), nextRevision(), create.fields()));
  }

  private void patch(Batch.Patch patch, int index) throws BatchRefused {
    EntityState entity = existing(patch.id(), index);
    if (entity.kind() != patch.fields().kind()) {
      throw refused(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
          "the entity is of another kind",
          index,
          patch.id());
    }
    checkImmutable(entity, patch, index);
    checkServersOwn(entity, patch, index);
    checkLayoutGuard(patch, index);
    check(() -> EntityRules.checkPatch(entity, patch), patch.id(), index);
    record(Change.patch(patch.id(), nextRevision(), patch.fields(), patch.cleared()));
  }

  private void remove(String id, int index) throws BatchRefused {
    EntityState entity = existing(id, index);
    boolean running =
        entity.kind() == References.TERMINAL && entity.raw(References.TERMINAL_EXIT) == null;
    if (running && batch.request() != null) {
      throw refused(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
          "the program runs; close the terminal first",
          index,
          id);
    }
    if (entity.kind() == References.TAB) {
      for (String pane : List.copyOf(state.referrersOf(id))) {
        record(Change.removed(pane, nextRevision()));
      }
    }
    record(Change.removed(id, nextRevision()));
  }

  private EntityState existing(String id, int index) throws BatchRefused {
    EntityState entity = state.living(id);
    if (entity == null) {
      throw refused(ErrorCode.ERROR_CODE_NOT_FOUND, "there is no entity " + id, index, id);
    }
    return entity;
  }

  private void checkId(String id, int index) throws BatchRefused {
    int bytes = ByteString.copyFromUtf8(id).size();
    if (bytes == 0 || bytes > ProtocolLimits.ENTITY_ID_BYTES) {
      throw refused(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
          "an id has 1 to " + ProtocolLimits.ENTITY_ID_BYTES + " bytes, not " + bytes,
          index,
          id);
    }
  }

  private void check(Runnable rules, String id, int index) throws BatchRefused {
    try {
      rules.run();
    } catch (ProtocolViolation e) {
      throw refused(e.code(), String.valueOf(e.getMessage()), index, id);
    }
  }

  /** A pane never changes its tab or its kind. */
  private void checkImmutable(EntityState entity, Batch.Patch patch, int index)
      throws BatchRefused {
    if (entity.kind() != References.PANE) {
      return;
    }
    for (FieldKey key : List.of(References.PANE_TAB, References.PANE_KIND)) {
      ByteString changed = patch.fields().fields().get(key);
      boolean differs = changed != null && !changed.equals(entity.raw(key));
      if (differs || (patch.cleared().contains(key) && entity.raw(key) != null)) {
        throw refused(
            ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
            "field " + key.number() + " of a pane never changes",
            index,
            entity.id());
      }
    }
  }

  /** Of a terminal, a client may change the title and the attributes; the rest tells what is. */
  private void checkServersOwn(EntityState entity, Batch.Patch patch, int index)
      throws BatchRefused {
    if (entity.kind() != References.TERMINAL || batch.request() == null) {
      return;
    }
    boolean mayChange =
        Stream.concat(patch.fields().fields().keySet().stream(), patch.cleared().stream())
            .allMatch(key -> key.isAttribute() || key.equals(References.TERMINAL_TITLE));
    if (!mayChange) {
      throw refused(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
          "of a terminal only the title and the attributes can be changed",
          index,
          entity.id());
    }
  }

  private void checkLayoutGuard(Batch.Patch patch, int index) throws BatchRefused {
    boolean changesLayout =
        patch.fields().kind() == References.TAB
            && (patch.fields().fields().containsKey(References.LAYOUT)
                || patch.cleared().contains(References.LAYOUT));
    if (!changesLayout || batch.request() == null || createdHere(patch.id())) {
      return;
    }
    boolean guarded =
        batch.preconditions().stream()
            .anyMatch(
                precondition ->
                    precondition.id().equals(patch.id())
                        && (precondition.field() == null
                            || References.LAYOUT.equals(precondition.field())));
    if (!guarded) {
      throw refused(
          ErrorCode.ERROR_CODE_PRECONDITION_FAILED,
          "a change of a layout needs a precondition on it",
          index,
          patch.id());
    }
  }

  private boolean createdHere(String id) {
    Before was = before.get(id);
    return was != null && was.entity() == null;
  }

  private void checkReferences() throws BatchRefused {
    for (Map.Entry<String, Before> touched : before.entrySet()) {
      EntityState now = state.find(touched.getKey());
      EntityState was = touched.getValue().entity();
      String dangling =
          now == null || References.areKept(was, now) ? null : References.dangling(state, now);
      if (dangling == null && was != null && was.kind() == References.PANE) {
        dangling = References.danglingTabOf(state, was);
      }
      if (dangling != null) {
        throw refused(ErrorCode.ERROR_CODE_DANGLING_REFERENCE, dangling, 0, touched.getKey());
      }
    }
  }

  private long nextRevision() {
    return state.revision() + 1;
  }

  private void record(Change change) {
    before.putIfAbsent(change.id(), new Before(state.find(change.id())));
    state.apply(change);
    changes.add(change);
  }

  private BatchRefused refused(ErrorCode code, String message, int index, String id) {
    EntityState entity = state.living(id);
    Before was = before.get(id);
    EntityState original = was == null ? entity : was.entity();
    Change current =
        original == null || original.removed()
            ? null
            : Change.whole(id, original.revision(), original.values(key -> true));
    return new BatchRefused(code, message, index, current);
  }
}
