package dev.muxwire.client.internal.state;

import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.proto.v1.CreateEntity;
import dev.muxwire.proto.v1.FieldMask;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.Operation;
import dev.muxwire.proto.v1.PatchEntity;
import dev.muxwire.proto.v1.Precondition;
import dev.muxwire.proto.v1.RemoveEntity;
import dev.muxwire.proto.v1.Subscribe;
import dev.muxwire.wire.FieldKey;

/** Mutations and filters as the wire has them. */
public final class Mutations {
  private static final String ATTRIBUTE_PREFIX = "attributes.";

  private Mutations() {}

  /**
   * A mutation without its request id and, unless the mutation has one, its base.
   *
   * @throws dev.muxwire.client.MuxwireException INVALID_ARGUMENT for a name or value that the
   *     schema does not have
   */
  public static Mutate encode(String workspace, Mutation mutation) {
    Mutate.Builder mutate = Mutate.newBuilder().setWorkspace(workspace);
    Mutation.Base base = mutation.base();
    if (base != null) {
      mutate.setBaseEpoch(base.epoch()).setBaseRevision(base.revision());
    }
    mutation.operations().forEach(operation -> mutate.addOperations(encode(operation)));
    mutation.preconditions().forEach(given -> mutate.addPreconditions(encode(given)));
    return mutate.build();
  }

  private static Operation encode(Mutation.Operation operation) {
    Operation.Builder encoded = Operation.newBuilder();
    if (operation instanceof Mutation.Create create) {
      encoded.setCreate(
          CreateEntity.newBuilder()
              .setId(create.id())
              .setBody(FieldTrees.encode(create.kind(), create.fields())));
    } else if (operation instanceof Mutation.Patch patch) {
      encoded.setPatch(encode(patch));
    } else {
      encoded.setRemove(RemoveEntity.newBuilder().setId(operation.id()));
    }
    return encoded.build();
  }

  private static PatchEntity encode(Mutation.Patch patch) {
    PatchEntity.Builder encoded =
        PatchEntity.newBuilder()
            .setId(patch.id())
            .setBody(FieldTrees.encode(patch.kind(), patch.fields()));
    // Sorted, so that one mutation is always the same bytes.
    patch.cleared().stream()
        .sorted()
        .map(name -> key(patch.kind(), name))
        .forEach(
            key -> {
              if (key.isAttribute() && !key.attribute().isEmpty()) {
                encoded.addClearedAttributes(key.attribute());
              } else {
                encoded.addClearedFields(key.number());
              }
            });
    return encoded.build();
  }

  private static Precondition encode(Mutation.Precondition given) {
    Precondition.Builder encoded =
        Precondition.newBuilder().setId(given.id()).setIfRevision(given.ifRevision());
    if (!given.field().isEmpty()) {
      FieldKey key = key(given.kind(), given.field());
      encoded.setField(key.number()).setAttribute(key.attribute());
    }
    return encoded.build();
  }

  private static FieldKey key(EntityKind kind, String name) {
    return name.startsWith(ATTRIBUTE_PREFIX)
        ? FieldKey.attribute(name.substring(ATTRIBUTE_PREFIX.length()))
        : FieldKey.of(FieldTrees.fieldNumber(kind, name));
  }

  /** A subscription without its cursor. */
  public static Subscribe encode(String workspace, SubscribeOptions options) {
    Subscribe.Builder subscribe =
        Subscribe.newBuilder()
            .setWorkspace(workspace)
            .setPresence(options.presence())
            .addAllFocusIds(options.focusIds());
    options.kinds().stream().sorted().forEach(kind -> subscribe.addKindsValue(kind.number()));
    options.fields().keySet().stream()
        .sorted()
        .forEach(kind -> subscribe.addMasks(mask(kind, options)));
    return subscribe.build();
  }

  private static FieldMask mask(EntityKind kind, SubscribeOptions options) {
    FieldMask.Builder mask = FieldMask.newBuilder().setKindValue(kind.number());
    options.fields().getOrDefault(kind, java.util.Set.of()).stream()
        .map(name -> FieldTrees.fieldNumber(kind, name))
        .sorted()
        .forEach(mask::addFields);
    return mask.build();
  }
}
