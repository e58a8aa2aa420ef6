package dev.muxwire.cli.command;

import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.OrderKey;
import dev.muxwire.client.WorkspaceView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tabs of a workspace in their order, and what moves one of them. */
final class TabOrder {
  private final List<Entity> tabs;

  TabOrder(WorkspaceView view) {
    tabs =
        view.ofKind(EntityKind.TAB).stream()
            .sorted(Comparator.comparing(TabOrder::key).thenComparing(Entity::id))
            .toList();
  }

  List<Entity> tabs() {
    return tabs;
  }

  /** Adds what puts a tab directly before or after another: keys, most often one. */
  void move(Entity tab, Entity target, boolean after, Mutation.Builder mutation) {
    List<Entity> others = new ArrayList<>(tabs);
    others.removeIf(other -> other.id().equals(tab.id()));
    int place = others.indexOf(target) + (after ? 1 : 0);
    List<Entity> changed = new ArrayList<>(List.of(tab));
    String low = place == 0 ? "" : key(others.get(place - 1));
    // Tabs without a key, or with the same, leave no room: then those that follow are moved too.
    int next = place;
    while (next < others.size() && OrderKey.between(low, key(others.get(next))).isEmpty()) {
      changed.add(others.get(next++));
    }
    Optional<String> high =
        next < others.size() ? Optional.of(key(others.get(next))) : Optional.empty();
    for (Entity each : changed) {
      String before = low;
      low = high.flatMap(limit -> OrderKey.between(before, limit)).orElse(OrderKey.after(before));
      mutation.patch(EntityKind.TAB, each.id(), Map.of("order_key", low));
    }
  }

  private static String key(Entity tab) {
    return tab.text("order_key").orElse("");
  }
}
