package dev.muxwire.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * The schema as text, an element a line, for people to read in a diff.
 *
 * <pre>
 *   message muxwire.v1.Output
 *   field muxwire.v1.Output 1 offset uint64
 *   value muxwire.v1.ErrorCode 1 ERROR_CODE_MALFORMED
 *   reserved muxwire.v1.Output 3        a number
 *   reserved muxwire.v1.Output old_name
 * </pre>
 */
final class SchemaListing {
  private final List<String> lines = new ArrayList<>();

  private SchemaListing() {}

  static List<String> of(Collection<FileDescriptor> files) {
    SchemaListing listing = new SchemaListing();
    for (FileDescriptor file : files) {
      file.getMessageTypes().forEach(listing::message);
      file.getEnumTypes().forEach(listing::enumeration);
    }
    return List.copyOf(listing.lines);
  }

  private void message(Descriptor message) {
    if (message.getOptions().getMapEntry()) {
      return; // told by its field
    }
    String name = message.getFullName();
    lines.add("message " + name);
    for (FieldDescriptor field : message.getFields()) {
      lines.add(
          "field %s %d %s %s".formatted(name, field.getNumber(), field.getName(), type(field)));
    }
    message
        .toProto()
        .getReservedRangeList()
        .forEach(range -> reserve(name, range.getStart(), range.getEnd() - 1));
    message
        .toProto()
        .getReservedNameList()
        .forEach(old -> lines.add("reserved " + name + " " + old));
    message.getNestedTypes().forEach(this::message);
    message.getEnumTypes().forEach(this::enumeration);
  }

  private void enumeration(EnumDescriptor type) {
    String name = type.getFullName();
    lines.add("enum " + name);
    type.getValues()
        .forEach(
            value ->
                lines.add("value %s %d %s".formatted(name, value.getNumber(), value.getName())));
    type.toProto()
        .getReservedRangeList()
        .forEach(range -> reserve(name, range.getStart(), range.getEnd()));
    type.toProto().getReservedNameList().forEach(old -> lines.add("reserved " + name + " " + old));
  }

  private void reserve(String name, int first, int last) {
    for (int number = first; number <= last; number++) {
      lines.add("reserved " + name + " " + number);
    }
  }

  private static String type(FieldDescriptor field) {
    if (field.isMapField()) {
      Descriptor entry = field.getMessageType();
      return "map<%s,%s>"
          .formatted(typeName(entry.findFieldByNumber(1)), typeName(entry.findFieldByNumber(2)));
    }
    OneofDescriptor oneof = field.getRealContainingOneof();
    if (oneof != null) {
      return typeName(field) + " oneof " + oneof.getName();
    }
    String label =
        field.isRepeated() ? "repeated " : field.toProto().getProto3Optional() ? "optional " : "";
    return label + typeName(field);
  }

  private static String typeName(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case MESSAGE -> field.getMessageType().getFullName();
      case ENUM -> field.getEnumType().getFullName();
      default -> field.getType().name().toLowerCase(Locale.ROOT);
    };
  }
}
