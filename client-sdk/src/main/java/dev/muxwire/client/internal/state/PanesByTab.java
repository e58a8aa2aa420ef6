package dev.muxwire.client.internal.state;

import dev.muxwire.client.ChangeSet;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The panes of each tab, to remove them with it. A pane never changes its tab. */
final class PanesByTab {
  private final Map<String, Set<String>> panes = new HashMap<>();

  Set<String> of(String tabId) {
    return panes.getOrDefault(tabId, Set.of());
  }

  void apply(ChangeSet changes) {
    changes.removed().forEach(this::remove);
    changes.changed().forEach(change -> replace(change.before(), change.after()));
    changes.added().forEach(this::add);
  }

  private void replace(Entity before, Entity after) {
    remove(before);
    add(after);
  }

  void add(Entity entity) {
    String tab = tabOf(entity);
    if (!tab.isEmpty()) {
      panes.computeIfAbsent(tab, id -> new HashSet<>()).add(entity.id());
    }
  }

  private void remove(Entity entity) {
    String tab = tabOf(entity);
    Set<String> known = panes.get(tab);
    if (known != null && known.remove(entity.id()) && known.isEmpty()) {
      panes.remove(tab);
    }
  }

  private static String tabOf(Entity entity) {
    return entity.kind() == EntityKind.PANE ? entity.text("tab_id").orElse("") : "";
  }
}
