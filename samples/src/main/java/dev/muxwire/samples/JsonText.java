package dev.muxwire.samples;

import dev.muxwire.client.Mutation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Entities as compact JSON, members sorted by name: what they weighed where they were JSON. */
final class JsonText {
  private final StringBuilder text = new StringBuilder();

  private JsonText() {}

  /** The entity with its id. */
  static String of(Mutation.Create entity) {
    Map<String, Object> members = new TreeMap<>(entity.fields());
    members.put("id", entity.id());
    JsonText json = new JsonText();
    json.append(members);
    return json.text.toString();
  }

  /** The entity's size in UTF-8, with the comma after it. */
  static int bytes(Mutation.Create entity) {
    return of(entity).getBytes(StandardCharsets.UTF_8).length + 1;
  }

  private void append(Object value) {
    if (value instanceof Map<?, ?> map) {
      text.append('{');
      new TreeMap<>(map).forEach(this::appendMember);
      text.append('}');
    } else if (value instanceof List<?> list) {
      text.append('[');
      for (Object element : list) {
        separate('[');
        append(element);
      }
      text.append(']');
    } else if (value instanceof byte[] bytes) {
      quote(Base64.getEncoder().encodeToString(bytes));
    } else if (value instanceof String string) {
      quote(string);
    } else {
      text.append(value);
    }
  }

  private void appendMember(Object name, Object value) {
    separate('{');
    quote(String.valueOf(name));
    text.append(':');
    append(value);
  }

  private void separate(char opening) {
    if (text.charAt(text.length() - 1) != opening) {
      text.append(',');
    }
  }

  private void quote(String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char character = string.charAt(i);
      switch (character) {
        case '"', '\\' -> text.append('\\').append(character);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (character < ' ') {
            text.append("\\u%04x".formatted((int) character));
          } else {
            text.append(character);
          }
        }
      }
    }
    text.append('"');
  }
}
