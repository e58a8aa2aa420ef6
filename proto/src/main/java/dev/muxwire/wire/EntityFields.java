package dev.muxwire.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An entity's body split into its fields, each as the raw bytes that stand for it (tags included;
 * all occurrences of a repeated field together). So fields can be stored, compared, merged and sent
 * one by one for every kind alike, and those that this version does not know are kept by
 * construction. Immutable.
 */
public final class EntityFields {
  private final int kind;
  private final SortedMap<FieldKey, ByteString> fields;

  /** What they were split from, if it was kept. */
  private final @Nullable EntityBody body;

  /**
   * @param kind the number of the EntityKind, which is the field number in EntityBody
   * @param fields the raw fields
   */
  public EntityFields(int kind, Map<FieldKey, ByteString> fields) {
    this(kind, new TreeMap<>(fields), null);
  }

  /** Takes the map over. */
  private EntityFields(int kind, TreeMap<FieldKey, ByteString> own, @Nullable EntityBody body) {
    this.kind = kind;
    this.body = body;
    this.fields = Collections.unmodifiableSortedMap(own);
  }

  /**
   * Splits a body.
   *
   * @throws ProtocolViolation MALFORMED when it does not hold exactly one kind
   */
  public static EntityFields split(EntityBody body) {
    return split(body.toByteString());
  }

  /**
   * The same, and keeps the body beside its fields: for those that are checked and encoded at once,
   * and not kept themselves.
   */
  public static EntityFields splitAndKeep(EntityBody body) {
    return split(body.toByteString(), body);
  }

  /**
   * Splits an encoded EntityBody.
   *
   * @throws ProtocolViolation MALFORMED when it does not hold exactly one kind
   */
  public static EntityFields split(ByteString body) {
    return split(body, null);
  }

  private static EntityFields split(ByteString encoded, @Nullable EntityBody body) {
    try {
      CodedInputStream input = encoded.newCodedInput();
      int tag = input.readTag();
      if (tag == 0 || WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        throw malformed("an entity body must hold a kind");
      }
      EntityFields split =
          new EntityFields(WireFormat.getTagFieldNumber(tag), raw(input.readBytes()), body);
      if (!input.isAtEnd()) {
        throw malformed("an entity body must hold exactly one kind");
      }
      return split;
    } catch (IOException e) {
      throw malformed("an entity body that cannot be read: " + e.getMessage());
    }
  }

  private static TreeMap<FieldKey, ByteString> raw(ByteString message) throws IOException {
    TreeMap<FieldKey, ByteString> fields = new TreeMap<>();
    CodedInputStream input = message.newCodedInput();
    while (!input.isAtEnd()) {
      int start = input.getTotalBytesRead();
      int tag = input.readTag();
      int number = WireFormat.getTagFieldNumber(tag);
      FieldKey key;
      if (number == FieldKey.ATTRIBUTES) {
        if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
          throw malformed("attributes that are no map");
        }
        key = FieldKey.attribute(entryKey(input.readBytes()));
        fields.remove(key); // of two entries with one key the last one counts
      } else {
        if (!input.skipField(tag)) {
          throw malformed("an end group without its start");
        }
        key = FieldKey.of(number);
      }
      fields.merge(key, message.substring(start, input.getTotalBytesRead()), ByteString::concat);
    }
    return fields;
  }

  private static String entryKey(ByteString entry) throws IOException {
    CodedInputStream input = entry.newCodedInput();
    String key = "";
    while (!input.isAtEnd()) {
      int tag = input.readTag();
      if (tag == WireFormat.WIRETYPE_LENGTH_DELIMITED + (1 << 3)) {
        key = input.readStringRequireUtf8();
      } else {
        input.skipField(tag);
      }
    }
    return key;
  }

  private static ProtocolViolation malformed(String message) {
    return new ProtocolViolation(ErrorCode.ERROR_CODE_MALFORMED, message);
  }

  public int kind() {
    return kind;
  }

  public SortedMap<FieldKey, ByteString> fields() {
    return fields;
  }

  /** With the other's fields over these, and without the cleared ones. */
  public EntityFields patch(EntityFields changed, Iterable<FieldKey> cleared) {
    TreeMap<FieldKey, ByteString> merged = new TreeMap<>(fields);
    merged.putAll(changed.fields);
    cleared.forEach(merged::remove);
    return new EntityFields(kind, merged, null);
  }

  /** The size of {@link #encode()}. */
  public int encodedBytes() {
    int content = contentBytes();
    return Bodies.overhead(kind, content) + content;
  }

  private int contentBytes() {
    return fields.values().stream().mapToInt(ByteString::size).sum();
  }

  /** The encoded EntityBody. */
  public ByteString encode() {
    byte[] encoded = new byte[encodedBytes()];
    CodedOutputStream out = CodedOutputStream.newInstance(encoded);
    try {
      Bodies.begin(out, kind, contentBytes());
      for (ByteString field : fields.values()) {
        out.writeRawBytes(field);
      }
      out.checkNoSpaceLeft();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return com.google.protobuf.UnsafeByteOperations.unsafeWrap(encoded);
  }

  /** The body as the schema has it. */
  public EntityBody toBody() {
    if (body != null) {
      return body;
    }
    try {
      return EntityBody.parseFrom(encode());
    } catch (InvalidProtocolBufferException e) {
      throw malformed("a field of the wrong type: " + e.getMessage());
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EntityFields that && kind == that.kind && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return 31 * kind + fields.hashCode();
  }
}
