package dev.muxwire.durability;

import java.util.Map;

/** An entity as the server has it, in plain text as {@link Step} has it. */
record StoredEntity(String kind, long revision, Map<String, String> values) {
  StoredEntity {
    values = Map.copyOf(values);
  }
}
