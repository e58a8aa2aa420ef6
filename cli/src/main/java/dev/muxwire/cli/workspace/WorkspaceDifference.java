package dev.muxwire.cli.workspace;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.muxwire.cli.workspace.WorkspaceDocument.Entry;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.WorkspaceView;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What has to be done to make a workspace equal to a document. */
public final class WorkspaceDifference {
  private final WorkspaceView current;
  private final Map<String, Entry> wanted;
  private final MutationPlan plan = new MutationPlan();
  private final Summary summary = new Summary();

  /** How many entities are touched. */
  public static final class Summary {
    private int created;
    private int changed;
    private int removed;

    public int created() {
      return created;
    }

    public int changed() {
      return changed;
    }

    public int removed() {
      return removed;
    }
  }

  private WorkspaceDifference(WorkspaceView current, WorkspaceDocument document) {
    this.current = current;
    this.wanted = document.entries();
  }

  /**
   * Compares.
   *
   * @param removeOthers whether what the document does not have is removed
   */
  public static WorkspaceDifference between(
      WorkspaceView current, WorkspaceDocument document, boolean removeOthers) {
    WorkspaceDifference difference = new WorkspaceDifference(current, document);
    difference.wanted.values().forEach(difference::createOrPatch);
    if (removeOthers) {
      WorkspaceDocument.of(current).entries().values().forEach(difference::removeUnwanted);
    }
    return difference;
  }

  public Summary summary() {
    return summary;
  }

  /** The batches in order; none if nothing differs. */
  public List<MutationPlan.Batch> batches() {
    return plan.batches(Mutation.MAX_OPERATIONS);
  }

  private void createOrPatch(Entry entry) {
    Optional<Entity> there = current.entity(entry.id());
    if (there.isEmpty()) {
      summary.created++;
      Map<String, Object> fields = EntityJson.toFields(entry.kind(), entry.json());
      plan.add(
          unitOf(entry), new Mutation.Create(entry.kind(), entry.id(), fields), Optional.empty());
    } else if (there.get().kind() != entry.kind()) {
      throw new IllegalArgumentException(
          "'%s' is a %s in the workspace, not a %s"
              .formatted(
                  entry.id(),
                  EntityJson.kindName(there.get().kind()),
                  EntityJson.kindName(entry.kind())));
    } else {
      patch(entry, there.get());
    }
  }

  private void patch(Entry entry, Entity there) {
    JsonObject before = EntityJson.ofEntity(there);
    JsonObject sets = new JsonObject();
    Set<String> cleared = new LinkedHashSet<>();
    for (Map.Entry<String, JsonElement> field : entry.json().entrySet()) {
      if (!field.getKey().equals("attributes")
          && !field.getValue().equals(before.get(field.getKey()))) {
        sets.add(field.getKey(), field.getValue());
      }
    }
    before.keySet().stream()
        .filter(name -> !name.equals("attributes") && !name.equals(EntityJson.UNKNOWN))
        .filter(name -> !entry.json().has(name))
        .forEach(cleared::add);
    patchAttributes(entry.json(), before, sets, cleared);
    if (sets.size() > 0 || !cleared.isEmpty()) {
      summary.changed++;
      Map<String, Object> fields = EntityJson.toFields(entry.kind(), sets);
      plan.add(
          unitOf(entry),
          new Mutation.Patch(entry.kind(), entry.id(), fields, cleared),
          Optional.of(there).filter(entity -> sets.has("layout") || cleared.contains("layout")));
    }
  }

  private static void patchAttributes(
      JsonObject wanted, JsonObject before, JsonObject sets, Set<String> cleared) {
    JsonObject now = attributes(wanted);
    JsonObject then = attributes(before);
    JsonObject changed = new JsonObject();
    now.entrySet().stream()
        .filter(member -> !Objects.equals(member.getValue(), then.get(member.getKey())))
        .forEach(member -> changed.add(member.getKey(), member.getValue()));
    if (changed.size() > 0) {
      sets.add("attributes", changed);
    }
    then.keySet().stream()
        .filter(key -> !now.has(key))
        .forEach(key -> cleared.add("attributes." + key));
  }

  private static JsonObject attributes(JsonObject json) {
    JsonElement attributes = json.get("attributes");
    return attributes != null && attributes.isJsonObject()
        ? attributes.getAsJsonObject()
        : new JsonObject();
  }

  private void removeUnwanted(Entry there) {
    if (wanted.containsKey(there.id())) {
      return;
    }
    summary.removed++;
    String tab = tabOf(there);
    boolean goesWithItsTab =
        there.kind() == EntityKind.PANE
            && current.entity(tab).isPresent()
            && !wanted.containsKey(tab);
    if (!goesWithItsTab) {
      plan.add(unitOf(there), new Mutation.Remove(there.id()), Optional.empty());
    }
  }

  /** Panes belong to the unit of their tab. */
  private static String unitOf(Entry entry) {
    return entry.kind() == EntityKind.PANE ? tabOf(entry) : entry.id();
  }

  private static String tabOf(Entry pane) {
    JsonElement tab = pane.json().get("tab_id");
    return tab == null ? "" : tab.getAsString();
  }
}
