package dev.muxwire.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An atomic batch of changes: all of it or nothing. Fields are trees as in {@link Entity#fields()};
 * names that the schema does not have and values of a wrong type make {@code mutate} fail with
 * {@link ErrorCode#INVALID_ARGUMENT} before anything is sent.
 */
public final class Mutation {
  /** The most operations in one batch. */
  public static final int MAX_OPERATIONS = 10_000;

  private final @Nullable Base base;
  private final List<Operation> operations;
  private final List<Precondition> preconditions;

  private Mutation(Builder builder) {
    this.base = builder.base;
    this.operations = List.copyOf(builder.operations);
    this.preconditions = List.copyOf(builder.preconditions);
  }

  /** Begins an empty batch. */
  public static Builder builder() {
    return new Builder();
  }

  /** What the author saw; null = the revision that is current when its turn comes. */
  public @Nullable Base base() {
    return base;
  }

  /** The steps, in order. */
  public List<Operation> operations() {
    return operations;
  }

  /** What must hold for the batch to be applied. */
  public List<Precondition> preconditions() {
    return preconditions;
  }

  /** What the author of a batch saw. */
  public record Base(long epoch, long revision) {}

  /** One step of a batch. */
  public sealed interface Operation {
    /** The entity concerned. */
    String id();
  }

  /** Creates an entity; ALREADY_EXISTS if the id was ever used. */
  public record Create(EntityKind kind, String id, Map<String, Object> fields)
      implements Operation {
    /** Copies the top level of the tree. */
    public Create {
      fields = Map.copyOf(fields);
    }
  }

  /**
   * Sets and clears fields of an entity; NOT_FOUND if it is not there. {@code attributes} in the
   * tree sets the keys given and leaves the others.
   *
   * @param cleared names of fields to clear; {@code "attributes.KEY"} clears one attribute
   */
  public record Patch(EntityKind kind, String id, Map<String, Object> fields, Set<String> cleared)
      implements Operation {
    /** Copies the top level of the tree. */
    public Patch {
      fields = Map.copyOf(fields);
      cleared = Set.copyOf(cleared);
    }
  }

  /** Removes an entity; NOT_FOUND if it is not there. */
  public record Remove(String id) implements Operation {}

  /**
   * A revision that must be current.
   *
   * @param field a field's name, {@code "attributes.KEY"}, or empty = the entity as a whole
   * @param ifRevision the revision of its last change; 0 = never had a value
   */
  public record Precondition(EntityKind kind, String id, String field, long ifRevision) {}

  /** Collects a batch. */
  public static final class Builder {
    private @Nullable Base base;
    private final List<Operation> operations = new ArrayList<>();
    private final List<Precondition> preconditions = new ArrayList<>();

    private Builder() {}

    /** The view that the author saw: another epoch, or one too old, fails with STALE_BASE. */
    public Builder base(WorkspaceView view) {
      return base(view.epoch(), view.revision());
    }

    /** The epoch and revision that the author saw. */
    public Builder base(long epoch, long revision) {
      this.base = new Base(epoch, revision);
      return this;
    }

    /** Creates an entity. */
    public Builder create(EntityKind kind, String id, Map<String, Object> fields) {
      return add(new Create(kind, id, fields));
    }

    /** Sets fields and attributes. */
    public Builder patch(EntityKind kind, String id, Map<String, Object> fields) {
      return add(new Patch(kind, id, fields, Set.of()));
    }

    /** Sets fields and clears others in one step. */
    public Builder patch(
        EntityKind kind, String id, Map<String, Object> fields, Set<String> cleared) {
      return add(new Patch(kind, id, fields, cleared));
    }

    /** Clears fields; {@code "attributes.KEY"} clears one attribute. */
    public Builder clear(EntityKind kind, String id, String... fields) {
      return add(new Patch(kind, id, Map.of(), Set.of(fields)));
    }

    /** Removes an entity; removing a tab removes its panes. */
    public Builder remove(String id) {
      return add(new Remove(id));
    }

    /**
     * Requires that the entity did not change since this one was read. An entity of an optimistic
     * view has the revision that is confirmed: the requirement fails after a pending change of it.
     * A replica with a mask is not told of changes in other fields, which fail it too: require its
     * fields there.
     */
    public Builder requireUnchanged(Entity entity) {
      return require(entity.kind(), entity.id(), "", entity.revision());
    }

    /** Requires a field's (or with an empty field the entity's) revision. */
    public Builder require(EntityKind kind, String id, String field, long ifRevision) {
      preconditions.add(new Precondition(kind, id, field, ifRevision));
      return this;
    }

    /** The batch. */
    public Mutation build() {
      if (operations.isEmpty()) {
        throw new IllegalArgumentException("a mutation needs an operation");
      }
      return new Mutation(this);
    }

    private Builder add(Operation operation) {
      if (operations.size() == MAX_OPERATIONS) {
        throw new IllegalArgumentException("at most " + MAX_OPERATIONS + " operations");
      }
      operations.add(operation);
      return this;
    }
  }
}
