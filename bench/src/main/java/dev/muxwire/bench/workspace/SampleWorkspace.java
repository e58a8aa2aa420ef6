package dev.muxwire.bench.workspace;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.samples.Sample;
import dev.muxwire.samples.SampleBatches;
import dev.muxwire.samples.SampleUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;

/**
 * A generated workspace, the same in every process: the incident's of 424 KB of JSON, and where it
 * is to be larger, sessions behind it.
 */
public final class SampleWorkspace {
  /** The incident's, and no more. */
  public static final long INCIDENT_BYTES = 429_000;

  private static final long SEED = 1;
  private static final Gson GSON =
      new GsonBuilder()
          .disableHtmlEscaping()
          .registerTypeHierarchyAdapter(
              byte[].class,
              (JsonSerializer<byte[]>)
                  (bytes, type, context) ->
                      new JsonPrimitive(Base64.getEncoder().encodeToString(bytes)))
          .create();

  private SampleWorkspace() {}

  /**
   * Its entities in batches that a server takes.
   *
   * @param jsonBytes how large it is at least, as JSON
   */
  public static SampleBatches batches(long jsonBytes) {
    return new SampleBatches(
        new Units(jsonBytes), SampleBatches.DEFAULT_OPERATIONS, SampleBatches.DEFAULT_JSON_BYTES);
  }

  /** The same as a tree for JSON: for each kind the entities by id, with their fields. */
  public static Map<String, Map<String, Map<String, Object>>> tree(long jsonBytes) {
    Map<String, Map<String, Map<String, Object>>> tree = new TreeMap<>();
    for (Iterator<SampleUnit> units = new Units(jsonBytes); units.hasNext(); ) {
      for (Mutation.Create entity : units.next().entities()) {
        String kind = entity.kind().name().toLowerCase(Locale.ROOT);
        tree.computeIfAbsent(kind, key -> new TreeMap<>())
            .put(entity.id(), new TreeMap<>(entity.fields()));
      }
    }
    return tree;
  }

  /** Gives a tab in such a tree another title. */
  public static void rename(
      Map<String, Map<String, Map<String, Object>>> tree, String tab, String title) {
    Map<String, Object> fields = tree.getOrDefault("tab", Map.of()).get(tab);
    if (fields == null) {
      throw new IllegalArgumentException("no tab " + tab);
    }
    fields.put("title", title);
  }

  /** Compact JSON of anything in such a tree. */
  public static String json(Object tree) {
    return GSON.toJson(tree);
  }

  /** The ids of its tabs, in order of creation: what is changed. */
  public static List<String> tabs() {
    List<String> tabs = new ArrayList<>();
    for (Iterator<SampleUnit> units = new Units(INCIDENT_BYTES); units.hasNext(); ) {
      for (Mutation.Create entity : units.next().entities()) {
        if (entity.kind() == EntityKind.TAB) {
          tabs.add(entity.id());
        }
      }
    }
    return Collections.unmodifiableList(tabs);
  }

  /** The ids of the entities that are created last. */
  public static List<String> last(long jsonBytes) {
    List<String> last = List.of();
    for (Iterator<SampleUnit> units = new Units(jsonBytes); units.hasNext(); ) {
      last = units.next().entities().stream().map(Mutation.Create::id).toList();
    }
    return last;
  }

  /** The title that a tab gets by the n-th change. */
  public static String title(long change) {
    return "~/work/muxwire: mvn verify, run %06d".formatted(change);
  }

  /** The incident's units, then those of years of sessions, one year after the other. */
  private static final class Units implements Iterator<SampleUnit> {
    private final long jsonBytes;
    private Iterator<SampleUnit> units = Sample.INCIDENT.units(SEED);
    private long made;
    private long years;

    Units(long jsonBytes) {
      this.jsonBytes = Math.max(jsonBytes, INCIDENT_BYTES);
    }

    @Override
    public boolean hasNext() {
      return made < jsonBytes;
    }

    @Override
    public SampleUnit next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (!units.hasNext()) {
        years++;
        units = Sample.SESSIONS.units(SEED + years);
      }
      SampleUnit unit = units.next();
      made += unit.jsonBytes();
      return unit;
    }
  }
}
