package dev.muxwire.durability;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.Layout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Entities as they are on the wire, in the plain text of {@link Step}. */
final class PlainText {
  private PlainText() {}

  static String kind(EntityBody body) {
    return body.getKindCase().name();
  }

  static Map<String, String> values(EntityBody body) {
    Map<String, String> values = new TreeMap<>();
    for (Object kind : body.getAllFields().values()) {
      ((Message) kind).getAllFields().forEach((field, value) -> put(values, field, value));
    }
    return values;
  }

  private static void put(Map<String, String> values, FieldDescriptor field, Object value) {
    if (field.isMapField()) {
      for (Object item : (List<?>) value) {
        MapEntry<?, ?> entry = (MapEntry<?, ?>) item;
        values.put(field.getName() + "." + entry.getKey(), String.valueOf(entry.getValue()));
      }
    } else {
      values.put(field.getName(), text(value));
    }
  }

  private static String text(Object value) {
    if (value instanceof ByteString bytes) {
      return payload(bytes.toString(StandardCharsets.ISO_8859_1));
    }
    if (value instanceof Layout layout) {
      return layout(layout);
    }
    return value instanceof EnumValueDescriptor named
        ? named.getName().replaceAll(".*_", "")
        : String.valueOf(value);
  }

  private static String layout(Layout layout) {
    if (!layout.hasSplit()) {
      return layout.getPaneId();
    }
    List<String> children = new ArrayList<>();
    layout.getSplit().getChildrenList().forEach(child -> children.add(layout(child)));
    String direction = layout.getSplit().getDirection().name().replaceAll(".*_", "");
    return direction + "(" + String.join(" ", children) + ")";
  }

  /** A line of text again and again, as TEXT*COUNT; what is not so, as it is. */
  private static String payload(String bytes) {
    String line = bytes.substring(0, bytes.indexOf('\n') + 1);
    int count = line.isEmpty() ? 0 : bytes.length() / line.length();
    return bytes.equals(line.repeat(count)) ? line.strip() + "*" + count : bytes;
  }
}
