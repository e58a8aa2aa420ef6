package dev.muxwire.samples;

import dev.muxwire.client.Mutation;
import java.util.List;

/**
 * Entities that must be created by one batch, for they refer to each other: a tab with its panes;
 * anything else is alone.
 *
 * @param entities in an order in which they can be created
 * @param jsonBytes their size as compact JSON in UTF-8, never less than as protobuf
 */
public record SampleUnit(List<Mutation.Create> entities, int jsonBytes) {
  /** Copies the list. */
  public SampleUnit {
    entities = List.copyOf(entities);
  }

  /** The unit of these entities; measures them. */
  static SampleUnit of(List<Mutation.Create> entities) {
    return new SampleUnit(entities, entities.stream().mapToInt(JsonText::bytes).sum());
  }
}
