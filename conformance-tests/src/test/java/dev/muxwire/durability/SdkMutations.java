package dev.muxwire.durability;

import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Requests as the SDK takes them. */
final class SdkMutations {
  private static final String ATTRIBUTE = "attributes.";

  private SdkMutations() {}

  static Mutation of(Request request, long epoch, long baseRevision) {
    Mutation.Builder mutation = Mutation.builder().base(epoch, baseRevision);
    for (Guard guard : request.guards()) {
      EntityKind kind = EntityKind.valueOf(guard.kind());
      mutation.require(kind, guard.id(), guard.field(), guard.revision());
    }
    request.steps().forEach(step -> add(mutation, step));
    return mutation.build();
  }

  private static void add(Mutation.Builder mutation, Step step) {
    if (step instanceof Step.Create create) {
      EntityKind kind = EntityKind.valueOf(create.kind());
      mutation.create(kind, create.id(), tree(create.values()));
    } else if (step instanceof Step.Patch patch) {
      EntityKind kind = EntityKind.valueOf(patch.kind());
      mutation.patch(kind, patch.id(), tree(patch.values()), patch.cleared());
    } else {
      mutation.remove(step.id());
    }
  }

  /** About how many bytes of the log it takes. */
  static long weight(Request request) {
    long bytes = 0;
    for (Step step : request.steps()) {
      String payload = "";
      if (step instanceof Step.Create create) {
        payload = create.values().getOrDefault("payload", "");
      } else if (step instanceof Step.Patch patch) {
        payload = patch.values().getOrDefault("payload", "");
      }
      bytes += 64 + (payload.isEmpty() ? 0 : payload(payload).length);
    }
    return bytes;
  }

  private static Map<String, Object> tree(Map<String, String> values) {
    Map<String, Object> tree = new HashMap<>();
    Map<String, Object> attributes = new HashMap<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith(ATTRIBUTE)) {
            attributes.put(name.substring(ATTRIBUTE.length()), value);
          } else {
            tree.put(name, field(name, value));
          }
        });
    if (!attributes.isEmpty()) {
      tree.put("attributes", attributes);
    }
    return tree;
  }

  private static Object field(String name, String value) {
    return switch (name) {
      case "layout" -> layout(value);
      case "payload" -> payload(value);
      default -> value;
    };
  }

  private static Map<String, Object> layout(String text) {
    int open = text.indexOf('(');
    if (open < 0) {
      return Map.of("pane_id", text);
    }
    List<Map<String, Object>> children =
        Arrays.stream(text.substring(open + 1, text.length() - 1).split(" ", -1))
            .map(SdkMutations::layout)
            .toList();
    return Map.of("split", Map.of("direction", text.substring(0, open), "children", children));
  }

  private static byte[] payload(String text) {
    int star = text.indexOf('*');
    String line = text.substring(0, star) + "\n";
    int count = Integer.parseInt(text.substring(star + 1));
    return line.repeat(count).getBytes(StandardCharsets.ISO_8859_1);
  }
}
