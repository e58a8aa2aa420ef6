package dev.muxwire.document;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message's bytes, walked as the wire has them: offset, hex, and what they mean by the schema. A
 * line for each field; what a message holds stands below it, indented.
 */
final class PacketDump {
  private static final int BYTES_A_LINE = 8;
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private final byte[] bytes;
  private final CodedInputStream in;
  private final List<String> lines = new ArrayList<>();

  private PacketDump(byte[] bytes) {
    this.bytes = bytes;
    this.in = CodedInputStream.newInstance(bytes);
  }

  /** The lines for a message of this type. */
  static List<String> of(byte[] bytes, Descriptor type) {
    PacketDump dump = new PacketDump(bytes);
    try {
      dump.fields(type, 0);
    } catch (IOException damaged) {
      throw new UncheckedIOException(damaged);
    }
    return dump.lines;
  }

  private void fields(Descriptor type, int depth) throws IOException {
    while (!in.isAtEnd()) {
      int start = in.getTotalBytesRead();
      int tag = in.readTag();
      int number = WireFormat.getTagFieldNumber(tag);
      FieldDescriptor field = type.findFieldByNumber(number);
      String name =
          "  ".repeat(depth)
              + (field == null ? "unknown" : field.getName())
              + " = "
              + number
              + ": ";
      if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        withLength(start, name, field, depth);
      } else {
        add(start, name + scalar(WireFormat.getTagWireType(tag), field));
      }
    }
  }

  private void withLength(int start, String name, @Nullable FieldDescriptor field, int depth)
      throws IOException {
    int length = in.readRawVarint32();
    int outer = in.pushLimit(length);
    if (field != null && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      add(start, name + field.getMessageType().getName() + ", " + length + " bytes");
      fields(field.getMessageType(), depth + 1);
    } else if (field != null && field.isPackable()) {
      String values = packed(field);
      add(start, name + values);
    } else {
      String value = value(field, in.readRawBytes(length));
      add(start, name + value);
    }
    in.popLimit(outer);
  }

  private String packed(FieldDescriptor field) throws IOException {
    List<String> values = new ArrayList<>();
    while (!in.isAtEnd()) {
      values.add(scalar(field.getLiteType().getWireType(), field));
    }
    return "[" + String.join(", ", values) + "]";
  }

  private static String value(@Nullable FieldDescriptor field, byte[] value) {
    boolean text = field != null && field.getType() == FieldDescriptor.Type.STRING;
    return text
        ? '"' + new String(value, StandardCharsets.UTF_8) + '"'
        : value.length + (value.length == 1 ? " byte" : " bytes");
  }

  private String scalar(int wireType, @Nullable FieldDescriptor field) throws IOException {
    if (wireType == WireFormat.WIRETYPE_FIXED64) {
      return "0x%016x".formatted(in.readRawLittleEndian64());
    }
    if (wireType == WireFormat.WIRETYPE_FIXED32) {
      int value = in.readRawLittleEndian32();
      boolean isFloat = field != null && field.getType() == FieldDescriptor.Type.FLOAT;
      return isFloat ? String.valueOf(Float.intBitsToFloat(value)) : "0x%08x".formatted(value);
    }
    if (wireType != WireFormat.WIRETYPE_VARINT) {
      throw new IOException("wire type " + wireType + " is none of proto3's");
    }
    long value = in.readRawVarint64();
    if (field == null) {
      return Long.toUnsignedString(value);
    }
    return switch (field.getType()) {
      case BOOL -> String.valueOf(value != 0);
      case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown((int) value).getName();
      case INT32, INT64 -> String.valueOf(value);
      default -> Long.toUnsignedString(value);
    };
  }

  /** Adds what was read since {@code start}: its meaning beside its first bytes. */
  private void add(int start, String meaning) {
    int end = in.getTotalBytesRead();
    for (int from = start; from < end; from += BYTES_A_LINE) {
      byte[] part = Arrays.copyOfRange(bytes, from, Math.min(end, from + BYTES_A_LINE));
      String line =
          "%04x  %-23s  %s".formatted(from, HEX.formatHex(part), from == start ? meaning : "");
      lines.add(line.stripTrailing());
    }
  }
}
