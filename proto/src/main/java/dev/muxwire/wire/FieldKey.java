package dev.muxwire.wire;

import java.util.Comparator;

/**
 * The unit of change of an entity: a field of its kind's message, or one key of its attributes.
 *
 * @param number the field's number
 * @param attribute the key when the field is {@code attributes}, else empty
 */
public record FieldKey(int number, String attribute) implements Comparable<FieldKey> {
  /** Field 15 of every kind. */
  public static final int ATTRIBUTES = 15;

  private static final Comparator<FieldKey> ORDER =
      Comparator.comparingInt(FieldKey::number).thenComparing(FieldKey::attribute);

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
    return ORDER.compare(this, other);
  }
}
