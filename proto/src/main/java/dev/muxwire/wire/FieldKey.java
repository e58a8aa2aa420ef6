package dev.muxwire.wire;

/**
 * The unit of change of an entity: a field of its kind's message, or one key of its attributes.
 *
 * @param number the field's number
 * @param attribute the key when the field is {@code attributes}, else empty
 */
public record FieldKey(int number, String attribute) implements Comparable<FieldKey> {
  /** Field 15 of every kind. */
  public static final int ATTRIBUTES = 15;

  public FieldKey {
    if (number != ATTRIBUTES && !attribute.isEmpty()) {
      throw new IllegalArgumentException("field " + number + " has no keys");
    }
  }

  /** A field that is not a map. */
  public static FieldKey of(int number) {
    return new FieldKey(number, "");
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
