package dev.muxwire.simulation;

import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.WorkspaceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Makes up mutations of whatever a view shows; each leaves a marker that tells it apart. */
final class Mutator {
  private final SplittableRandom random;
  private final String author;
  private int count;

  Mutator(SplittableRandom random, String author) {
    this.random = random;
    this.author = author;
  }

  Attempt next(@Nullable WorkspaceView view) {
    String marker = author + "-m" + ++count;
    Mutation.Builder mutation = Mutation.builder();
    if (view != null && view.epoch() != 0 && random.nextInt(3) > 0) {
      mutation.base(view);
    }
    mark(mutation, marker, view);
    int operations = random.nextInt(20) == 0 ? 40 : random.nextInt(1, 4);
    for (int i = 0; i < operations; i++) {
      add(mutation, marker + "-" + i, view);
    }
    return new Attempt(marker, mutation.build());
  }

  /** A record of its own, or a value in a record that it made before: then twice would show. */
  private void mark(Mutation.Builder mutation, String marker, @Nullable WorkspaceView view) {
    String journal = author + "-journal";
    if (view != null && view.entity(journal).isPresent() && random.nextInt(4) > 0) {
      mutation.patch(EntityKind.RECORD, journal, Model.mark(marker));
    } else {
      String id = count == 1 ? journal : marker;
      mutation.create(EntityKind.RECORD, id, Model.mark(marker));
    }
  }

  private void add(Mutation.Builder mutation, String id, @Nullable WorkspaceView view) {
    int kind = random.nextInt(100);
    if (view == null || kind < 25) {
      mutation.create(EntityKind.RECORD, id, recordFields());
    } else if (kind < 35) {
      createTab(mutation, id);
    } else if (kind < 70) {
      patch(mutation, pick(view, EntityKind.RECORD, EntityKind.TAB, EntityKind.PANE));
    } else if (kind < 80) {
      relayout(mutation, pick(view, EntityKind.TAB));
    } else if (kind < 92) {
      remove(mutation, pick(view, EntityKind.RECORD, EntityKind.TAB, EntityKind.PANE));
    } else if (kind < 96) {
      mutation.patch(EntityKind.RECORD, "never-there", Map.of("type", "ghost"));
    } else {
      patchRepeatedly(mutation, pick(view, EntityKind.RECORD));
    }
  }

  private Map<String, Object> recordFields() {
    return Map.of(
        "type", word(),
        "payload", bytes(),
        "attributes", Map.of("a", word(), "b", word()));
  }

  private void createTab(Mutation.Builder mutation, String id) {
    String pane = id + "-pane";
    mutation.create(EntityKind.TAB, id, Map.of("title", word(), "order_key", word()));
    mutation.create(
        EntityKind.PANE, pane, Map.of("tab_id", id, "pane_kind", "EDITOR", "text", text()));
    mutation.patch(EntityKind.TAB, id, Map.of("layout", Map.of("pane_id", pane)));
  }

  private void patch(Mutation.Builder mutation, @Nullable Entity entity) {
    if (entity == null) {
      return;
    }
    if (random.nextInt(3) == 0) {
      mutation.requireUnchanged(entity);
    }
    if (entity.kind() == EntityKind.RECORD) {
      patchRecord(mutation, entity.id());
    } else if (random.nextInt(5) == 0) {
      mutation.clear(entity.kind(), entity.id(), "title");
    } else {
      mutation.patch(entity.kind(), entity.id(), Map.of("title", word()));
    }
  }

  private void patchRecord(Mutation.Builder mutation, String id) {
    switch (random.nextInt(5)) {
      case 0 -> mutation.patch(EntityKind.RECORD, id, Map.of("payload", bytes()));
      case 1 -> mutation.clear(EntityKind.RECORD, id, "payload", "attributes.a");
      case 2 -> mutation.patch(EntityKind.RECORD, id, Map.of("type", word()));
      default ->
          mutation.patch(
              EntityKind.RECORD, id, Map.of("attributes", Map.of("a", word(), "c", word())));
    }
  }

  private void patchRepeatedly(Mutation.Builder mutation, @Nullable Entity entity) {
    if (entity != null) {
      mutation.patch(EntityKind.RECORD, entity.id(), Map.of("type", "first"));
      mutation.clear(EntityKind.RECORD, entity.id(), "type");
      mutation.patch(EntityKind.RECORD, entity.id(), Map.of("attributes", Map.of("b", word())));
    }
  }

  /** Takes the last pane out of its tab, as an edit of the layout. */
  private void relayout(Mutation.Builder mutation, @Nullable Entity tab) {
    if (tab != null) {
      mutation.requireUnchanged(tab);
      mutation.clear(EntityKind.TAB, tab.id(), "layout");
    }
  }

  private void remove(Mutation.Builder mutation, @Nullable Entity entity) {
    if (entity != null && !entity.id().endsWith("-journal")) {
      mutation.remove(entity.id());
    }
  }

  private @Nullable Entity pick(WorkspaceView view, EntityKind... kinds) {
    List<Entity> all = new ArrayList<>(view.ofKind(kinds[random.nextInt(kinds.length)]));
    all.sort(java.util.Comparator.comparing(Entity::id));
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  private String word() {
    return "w" + random.nextInt(1000);
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(20) == 0 ? random.nextInt(90_000) : random.nextInt(60)];
    random.nextBytes(bytes);
    return bytes;
  }

  private String text() {
    return "x".repeat(random.nextInt(10) == 0 ? random.nextInt(200_000) : random.nextInt(500));
  }
}
