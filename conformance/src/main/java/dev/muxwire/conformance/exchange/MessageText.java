package dev.muxwire.conformance.exchange;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A message in protobuf's text form on one line, as a person wants to read it in a report. */
public final class MessageText {
  private static final int LONGEST_BYTES = 40;
  private static final int LONGEST_TEXT = 120;
  private static final int MOST_ELEMENTS = 12;
  private static final Set<String> SECRETS = Set.of("token", "secret");

  private MessageText() {}

  /** The text; tokens and secrets are hidden, long values cut. */
  public static String of(Message message) {
    StringBuilder text = new StringBuilder();
    append(text, message);
    return text.toString().strip();
  }

  private static void append(StringBuilder text, Message message) {
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (field.getValue() instanceof Collection<?> elements) {
        elements.stream().limit(MOST_ELEMENTS).forEach(one -> append(text, field.getKey(), one));
        if (elements.size() > MOST_ELEMENTS) {
          text.append("... ").append(elements.size() - MOST_ELEMENTS).append(" more ");
        }
      } else {
        append(text, field.getKey(), field.getValue());
      }
    }
    Set<Integer> unknown = message.getUnknownFields().asMap().keySet();
    if (!unknown.isEmpty()) {
      text.append(
          unknown.stream()
              .map(number -> "<unknown field " + number + "> ")
              .collect(Collectors.joining()));
    }
  }

  private static void append(StringBuilder text, FieldDescriptor field, Object value) {
    text.append(field.getName());
    if (value instanceof Message message) {
      text.append(" { ");
      append(text, message);
      text.append("} ");
    } else {
      text.append(": ").append(scalar(field, value)).append(' ');
    }
  }

  private static String scalar(FieldDescriptor field, Object value) {
    if (SECRETS.contains(field.getName())) {
      return "\"...\"";
    }
    if (value instanceof ByteString bytes && bytes.size() > LONGEST_BYTES) {
      return quoted(bytes.substring(0, LONGEST_BYTES)) + "<" + bytes.size() + " bytes>";
    }
    if (value instanceof ByteString bytes) {
      return quoted(bytes);
    }
    if (value instanceof String string && string.length() > LONGEST_TEXT) {
      return '"'
          + TextFormat.escapeDoubleQuotesAndBackslashes(string.substring(0, LONGEST_TEXT))
          + "\"<"
          + string.length()
          + " characters>";
    }
    StringBuilder printed = new StringBuilder();
    try {
      TextFormat.printer().printFieldValue(field, value, printed);
    } catch (java.io.IOException e) {
      throw new AssertionError("a StringBuilder does not fail", e);
    }
    return printed.toString();
  }

  private static String quoted(ByteString bytes) {
    return '"' + TextFormat.escapeBytes(bytes) + '"';
  }
}
