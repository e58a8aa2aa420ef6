package dev.muxwire.wire;

import java.util.stream.IntStream;

/**
 * The unit of change of an entity: a field of its kind's message, or one key of its attributes.
 *
 * @param number the field's number
 * @param attribute the key when the field is {@code attributes}, else empty
 */
public record FieldKey(int number, String attribute) implements Comparable<FieldKey> {
  /** Field 15 of every kind. */
  public static final int ATTRIBUTES = 15;

  /** Those of numbers that kinds have: entities keep a key for each field. */
  private static final FieldKey[] KNOWN =
      IntStream.range(0, 32).mapToObj(number -> new FieldKey(number, "")).toArray(FieldKey[]::new);

  public FieldKey {
    if (number != ATTRIBUTES && !attribute.isEmpty()) {
      throw new IllegalArgumentException("field " + number + " has no keys");
    }
  }

  /** A field that is not a map. */
  public static FieldKey of(int number) {
    return number >= 0 && number < KNOWN.length ? KNOWN[number] : new FieldKey(number, "");
  }

  /** One attribute. */
  public static FieldKey attribute(String key) {
    return new FieldKey(ATTRIBUTES, key);
  }

  public boolean isAttribute() {
    return number == ATTRIBUTES;
  }

  @Override
  public int compareTo(FieldKey other) {
    return number == other.number
        ? attribute.compareTo(other.attribute)
        : Integer.compare(number, other.number);
  }
}
