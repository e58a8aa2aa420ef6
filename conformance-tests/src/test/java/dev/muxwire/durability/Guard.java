package dev.muxwire.durability;

/**
 * A revision that must be current for a request to be applied.
 *
 * @param field empty = the entity as a whole
 */
record Guard(String kind, String id, String field, long revision) {
  @Override
  public String toString() {
    return "if " + id + (field.isEmpty() ? "" : "." + field) + " is at " + revision;
  }
}
