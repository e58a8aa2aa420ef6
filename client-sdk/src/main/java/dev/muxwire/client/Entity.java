package dev.muxwire.client;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One entity at one revision; immutable.
 *
 * <p>Its fields are a tree of {@link String}, {@link Long}, {@link Double}, {@link Boolean}, {@code
 * byte[]}, {@link java.util.List} and {@link Map}, named as in the schema in lower_snake_case, enum
 * values by their short name ({@code "ROW"}). A field without value is not in the map. What a newer
 * server's schema has beyond this one is in the member {@code unknown_fields}, encoded. Maps and
 * lists of the tree are unmodifiable; its byte arrays must not be modified.
 */
public final class Entity {
  private final String id;
  private final EntityKind kind;
  private final long revision;
  private final byte[] encodedBody;
  private final Function<byte[], Map<String, Object>> decoder;

  /** Decoded at first use; racing threads may decode twice, to equal trees. */
  private volatile @Nullable Map<String, Object> fields;

  /**
   * For the SDK itself.
   *
   * @param encodedBody the entity's value as on the wire; must not be modified afterwards
   * @param decoder makes the field tree of {@code encodedBody}
   */
  public Entity(
      String id,
      EntityKind kind,
      long revision,
      byte[] encodedBody,
      Function<byte[], Map<String, Object>> decoder) {
    this.id = id;
    this.kind = kind;
    this.revision = revision;
    this.encodedBody = encodedBody;
    this.decoder = decoder;
  }

  /** The id: 1 to 64 bytes, unique in its workspace for ever. */
  public String id() {
    return id;
  }

  /** The kind; never changes. */
  public EntityKind kind() {
    return kind;
  }

  /** The revision of its last change. */
  public long revision() {
    return revision;
  }

  /** All fields that have a value; those that this SDK does not know as {@code unknown_fields}. */
  public Map<String, Object> fields() {
    Map<String, Object> decoded = fields;
    if (decoded == null) {
      decoded = decoder.apply(encodedBody);
      fields = decoded;
    }
    return decoded;
  }

  /** The value as on the wire, with the fields that this SDK does not know. */
  public byte[] encodedBody() {
    return encodedBody.clone();
  }

  /** Whether the field has a value. */
  public boolean has(String field) {
    return fields().containsKey(field);
  }

  /** A text or enum field; empty if it has no value or is something else. */
  public Optional<String> text(String field) {
    return as(field, String.class);
  }

  /** An integer field. */
  public Optional<Long> number(String field) {
    return as(field, Long.class);
  }

  /** A boolean field. */
  public Optional<Boolean> flag(String field) {
    return as(field, Boolean.class);
  }

  /** A bytes field, as a copy. */
  public Optional<byte[]> bytes(String field) {
    return as(field, byte[].class).map(byte[]::clone);
  }

  /** A message field, such as a tab's {@code layout} or a terminal's {@code size}. */
  @SuppressWarnings("unchecked")
  public Optional<Map<String, Object>> tree(String field) {
    return as(field, Map.class).map(map -> (Map<String, Object>) map);
  }

  /** One of the open attributes. */
  public Optional<String> attribute(String key) {
    return tree("attributes").map(attributes -> attributes.get(key)).map(String.class::cast);
  }

  /** Whether the other has the same id, kind and value, at whatever revision. */
  public boolean sameValue(Entity other) {
    return id.equals(other.id)
        && kind == other.kind
        && Arrays.equals(encodedBody, other.encodedBody);
  }

  private <T> Optional<T> as(String field, Class<T> type) {
    return Optional.ofNullable(fields().get(field)).filter(type::isInstance).map(type::cast);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Entity entity && revision == entity.revision && sameValue(entity);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, kind, revision);
  }

  @Override
  public String toString() {
    return kind + " " + id + "@" + revision;
  }
}
