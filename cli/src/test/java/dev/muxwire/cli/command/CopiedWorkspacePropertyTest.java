package dev.muxwire.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.WorkspaceView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code get} writes and {@code put} reads into another workspace is the same workspace, but
 * for terminals, which are programs. Entities are drawn from a seed, which a failure tells.
 */
class CopiedWorkspacePropertyTest {
  private static final int ROUNDS = 6;
  private static final int TABS = 5;
  private static final int PANES = 4;
  private static final int OTHERS = 12;
  private static final String[] TEXTS = {
    "", " ", "plain", "\u0000\u0001\u001b[31m\u007f", "line\nline\r\n\t", "\"quoted\\\"",
    "\u2028\u2029\ufeff", "\ud83d\ude00 \u05d0\u05d1", "</script><!--", "null", "1e400", "=1+1",
    "payload", "weights"
  };
  private static final String[] KEYS = {
    "a",
    "a.b",
    "attributes.x",
    "id",
    "weights",
    "payload",
    " ",
    "\"",
    "\u2028",
    "\ud83d\ude00",
    "..",
    "attributes",
    "unknown_fields",
    "\u0000"
  };

  @TempDir private Path home;

  @Test
  void copy_isTheSameWorkspace() throws Exception {
    long seed = Long.getLong("muxwire.seed", System.nanoTime());
    Operator operator = new Operator(home);
    operator.serve(
        client -> {
          for (int round = 0; round < ROUNDS; round++) {
            copy(operator, client, new Random(seed + round), round, seed);
          }
        });
  }

  private void copy(Operator operator, MuxwireClient client, Random random, int round, long seed) {
    String from = "from-" + round;
    String to = "to-" + round;
    fill(client, from, random);
    Path document = home.resolve(from + ".json");
    write(document, get(operator, client, from));
    if (random.nextBoolean()) {
      Operator.fill(client, to, 3); // put changes what is there, and takes away what is too much
    }

    assertThat(put(operator, client, to, document)).as(operator.err()).isZero();

    assertThat(get(operator, client, to)).as("seed %d", seed).isEqualTo(read(document));
    WorkspaceView original = view(client, from);
    WorkspaceView copied = view(client, to);
    original
        .entities()
        .forEach(
            entity ->
                assertThat(copied.entity(entity.id()).orElseThrow().fields())
                    .as("seed %d, %s", seed, entity)
                    .usingRecursiveComparison()
                    .isEqualTo(entity.fields()));
    assertThat(copied.entities()).hasSameSizeAs(original.entities());
  }

  private String get(Operator operator, MuxwireClient client, String workspace) {
    assertThat(run(operator, client, "get", "-w", workspace)).as(operator.err()).isZero();
    return operator.out();
  }

  private int put(Operator operator, MuxwireClient client, String workspace, Path document) {
    return run(operator, client, "put", "-w", workspace, document.toString());
  }

  private static int run(Operator operator, MuxwireClient client, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--url", operator.url().toString()));
    all.addAll(List.of("--token-file", operator.data().resolve("token").toString()));
    assertThat(client.state()).isNotNull();
    return operator.run(all.toArray(String[]::new));
  }

  private static WorkspaceView view(MuxwireClient client, String workspace) {
    try (WorkspaceReplica replica = client.subscribe(workspace, SubscribeOptions.all())) {
      return replica.firstConsistent().orTimeout(30, TimeUnit.SECONDS).join();
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  // ---- what is copied

  private static void fill(MuxwireClient client, String workspace, Random random) {
    client.createWorkspace(workspace).join();
    Mutation.Builder mutation = Mutation.builder();
    for (int tab = 0; tab < TABS; tab++) {
      tab(mutation, "tab-" + tab, random);
    }
    for (int i = 0; i < OTHERS; i++) {
      mutation.create(EntityKind.SESSION, "session-" + i, session(random));
      mutation.create(EntityKind.RECORD, "record-" + i, record(random));
    }
    client.mutate(workspace, mutation.build()).orTimeout(30, TimeUnit.SECONDS).join();
    Mutation removed = Mutation.builder().remove("tab-0").remove("record-0").build();
    client.mutate(workspace, removed).orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static void tab(Mutation.Builder mutation, String id, Random random) {
    List<String> panes = new ArrayList<>();
    for (int pane = 0; pane < PANES; pane++) {
      panes.add(id + "-pane-" + pane);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("layout", layout(panes, random));
    maybe(random, fields, "title", text(random));
    maybe(random, fields, "order_key", text(random));
    maybe(random, fields, "title_set_by_user", random.nextBoolean());
    maybe(random, fields, "created_at_ms", random.nextLong());
    maybe(random, fields, "closed_at_ms", 0L);
    maybe(random, fields, "session_ref", Map.of());
    fields.put("attributes", attributes(random));
    fields.put("unknown_fields", unknown(random));
    mutation.create(EntityKind.TAB, id, fields);
    for (String pane : panes) {
      mutation.create(EntityKind.PANE, pane, pane(id, random));
    }
  }

  private static Map<String, Object> layout(List<String> panes, Random random) {
    if (panes.size() == 1) {
      return Map.of("pane_id", panes.get(0));
    }
    int cut = 1 + random.nextInt(panes.size() - 1);
    Map<String, Object> split = new LinkedHashMap<>();
    maybe(random, split, "direction", random.nextBoolean() ? "ROW" : "COLUMN");
    split.put(
        "children",
        List.of(
            layout(panes.subList(0, cut), random),
            layout(panes.subList(cut, panes.size()), random)));
    maybe(random, split, "weights", List.of((double) (random.nextFloat() + 1e-3f), (double) 1e-7f));
    return Map.of("split", split);
  }

  private static Map<String, Object> pane(String tab, Random random) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("tab_id", tab);
    maybe(random, fields, "pane_kind", random.nextBoolean() ? "EDITOR" : "BROWSER");
    maybe(random, fields, "text", text(random).repeat(random.nextInt(200)));
    maybe(random, fields, "url", text(random));
    fields.put("attributes", attributes(random));
    return fields;
  }

  private static Map<String, Object> session(Random random) {
    Map<String, Object> fields = new LinkedHashMap<>();
    maybe(random, fields, "provider", text(random));
    maybe(random, fields, "project", text(random));
    fields.put("attributes", attributes(random));
    maybe(random, fields, "unknown_fields", unknown(random));
    return fields;
  }

  private static Map<String, Object> record(Random random) {
    byte[] payload = new byte[random.nextInt(3000)];
    random.nextBytes(payload);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("type", "t" + text(random));
    maybe(random, fields, "payload", payload);
    fields.put("attributes", attributes(random));
    return fields;
  }

  private static byte[] unknown(Random random) {
    return UnknownFieldSet.newBuilder()
        .addField(
            900,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8(text(random)))
                .build())
        .addField(901, UnknownFieldSet.Field.newBuilder().addVarint(random.nextLong()).build())
        .build()
        .toByteArray();
  }

  private static Map<String, Object> attributes(Random random) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      attributes.put(KEYS[random.nextInt(KEYS.length)], text(random));
    }
    return attributes;
  }

  private static String text(Random random) {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private static void maybe(Random random, Map<String, Object> fields, String name, Object value) {
    if (random.nextInt(3) > 0) {
      fields.put(name, value);
    }
  }
}
