package dev.muxwire.client.internal.state;

import dev.muxwire.client.Entity;
import dev.muxwire.proto.v1.ChangeType;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mutation of this client as a replica can apply it before the server did. Compared by identity:
 * two equal mutations are two edits. Owned by one loop.
 */
public final class LocalEdit {
  /** One operation, ready to be applied. */
  sealed interface Step {
    String id();
  }

  /** The entity as it will be, at revision 0. */
  record Create(Entity entity) implements Step {
    @Override
    public String id() {
      return entity.id();
    }
  }

  record Patch(EntityChange change, int kind) implements Step {
    @Override
    public String id() {
      return change.getId();
    }
  }

  record Remove(String id) implements Step {}

  private final Mutate mutate;

  /** Made when the first replica wants them. */
  private @Nullable List<Step> steps;

  /** An edit of a mutation as {@link Mutations} encodes it. */
  public LocalEdit(Mutate mutate) {
    this.mutate = mutate;
  }

  /** The mutation, without a base if it came without. */
  public Mutate mutate() {
    return mutate;
  }

  List<Step> steps() {
    List<Step> made = steps;
    if (made == null) {
      made = mutate.getOperationsList().stream().map(LocalEdit::step).toList();
      steps = made;
    }
    return made;
  }

  private static Step step(Operation operation) {
    return switch (operation.getOperationCase()) {
      case CREATE -> new Create(Entities.created(operation.getCreate()));
      case PATCH -> patch(operation);
      case REMOVE -> new Remove(operation.getRemove().getId());
      case OPERATION_NOT_SET -> throw new IllegalArgumentException("an operation that is none");
    };
  }

  private static Patch patch(Operation operation) {
    var patch = operation.getPatch();
    EntityChange change =
        EntityChange.newBuilder()
            .setId(patch.getId())
            .setType(ChangeType.CHANGE_TYPE_PATCH)
            .setBody(patch.getBody())
            .addAllClearedFields(patch.getClearedFieldsList())
            .addAllClearedAttributes(patch.getClearedAttributesList())
            .build();
    return new Patch(change, patch.getBody().getKindCase().getNumber());
  }
}
