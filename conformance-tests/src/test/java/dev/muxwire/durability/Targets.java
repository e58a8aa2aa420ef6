package dev.muxwire.durability;

import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.WorkspaceView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What a client can change: from its latest view, listed anew every so often. */
final class Targets {
  static final String NOTE = "note-";
  private static final int USES_OF_A_LIST = 64;

  private final Random random;
  private List<Entity> notes = List.of();
  private List<Entity> tabs = List.of();
  private List<Entity> panes = List.of();
  private int uses;

  Targets(Random random) {
    this.random = random;
  }

  void look(WorkspaceView view) {
    if (uses++ % USES_OF_A_LIST == 0) {
      notes = sorted(view, EntityKind.RECORD);
      notes.removeIf(record -> !record.id().startsWith(NOTE));
      tabs = sorted(view, EntityKind.TAB);
      panes = sorted(view, EntityKind.PANE);
    }
  }

  private static List<Entity> sorted(WorkspaceView view, EntityKind kind) {
    List<Entity> all = new ArrayList<>(view.ofKind(kind));
    all.sort(Comparator.comparing(Entity::id));
    return all;
  }

  List<Entity> notes() {
    return notes;
  }

  int tabs() {
    return tabs.size();
  }

  Optional<Entity> note() {
    return any(notes);
  }

  /** A tab as it is now, if it still is. */
  Optional<Entity> tab(WorkspaceView view) {
    return any(tabs).flatMap(tab -> view.entity(tab.id()));
  }

  Optional<Entity> pane() {
    return any(panes);
  }

  private Optional<Entity> any(List<Entity> all) {
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }
}
