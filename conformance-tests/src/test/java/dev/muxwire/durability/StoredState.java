package dev.muxwire.durability;

import java.util.Map;

/** A workspace as the server has it. */
record StoredState(long epoch, long revision, Map<String, StoredEntity> entities) {
  StoredState {
    entities = Map.copyOf(entities);
  }
}
