package dev.muxwire.server.workspace;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.proto.v1.EntityKind;
import dev.muxwire.proto.v1.Layout;
import dev.muxwire.proto.v1.Pane;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.proto.v1.Terminal;
import dev.muxwire.wire.FieldKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What refers to what: a pane to its tab and its terminal, the leaves of a tab's layout to its
 * panes. Every reference holds after every batch.
 */
final class References {
  static final int TAB = EntityKind.ENTITY_KIND_TAB_VALUE;
  static final int PANE = EntityKind.ENTITY_KIND_PANE_VALUE;
  static final int TERMINAL = EntityKind.ENTITY_KIND_TERMINAL_VALUE;
  static final FieldKey LAYOUT = FieldKey.of(Tab.LAYOUT_FIELD_NUMBER);
  static final FieldKey PANE_TAB = FieldKey.of(Pane.TAB_ID_FIELD_NUMBER);
  static final FieldKey PANE_KIND = FieldKey.of(Pane.PANE_KIND_FIELD_NUMBER);
  static final FieldKey TERMINAL_TITLE = FieldKey.of(Terminal.TITLE_FIELD_NUMBER);
  static final FieldKey TERMINAL_EXIT = FieldKey.of(Terminal.EXIT_FIELD_NUMBER);
  static final FieldKey PANE_TERMINAL = FieldKey.of(Pane.TERMINAL_ID_FIELD_NUMBER);

  /** Splits and a leaf. */
  static final int MAX_LAYOUT_DEPTH = 32;

  private References() {}

  /** The ids that a pane refers to. */
  static List<String> of(EntityState entity) {
    if (entity.kind() != PANE || entity.removed()) {
      return List.of();
    }
    List<String> targets = new ArrayList<>();
    for (FieldKey key : List.of(PANE_TAB, PANE_TERMINAL)) {
      String target = text(entity, key);
      if (!target.isEmpty()) {
        targets.add(target);
      }
    }
    return targets;
  }

  /** Does an entity that was there before, and is, refer to the same as then? */
  static boolean areKept(@Nullable EntityState before, EntityState now) {
    if (before == null || before.removed() || now.removed()) {
      return false;
    }
    List<FieldKey> references =
        switch (now.kind()) {
          case TAB -> List.of(LAYOUT);
          case PANE -> List.of(PANE_TAB, PANE_TERMINAL);
          default -> List.of();
        };
    return references.stream().allMatch(key -> Objects.equals(before.raw(key), now.raw(key)));
  }

  /** A sentence that says which reference of the entity does not hold; null if all do. */
  static @Nullable String dangling(WorkspaceState state, EntityState entity) {
    if (entity.removed()) {
      return danglingAfterRemoval(state, entity);
    }
    return switch (entity.kind()) {
      case 1 -> danglingLeaf(state, entity);
      case 2 -> danglingPane(state, entity);
      default -> null;
    };
  }

  private static @Nullable String danglingPane(WorkspaceState state, EntityState pane) {
    String tab = text(pane, PANE_TAB);
    if (!isLiving(state, tab, TAB)) {
      return "pane " + pane.id() + " needs a tab, and '" + tab + "' is none";
    }
    String terminal = text(pane, PANE_TERMINAL);
    if (!terminal.isEmpty() && !isLiving(state, terminal, TERMINAL)) {
      return "pane " + pane.id() + " refers to '" + terminal + "', which is no terminal";
    }
    return null;
  }

  private static @Nullable String danglingLeaf(WorkspaceState state, EntityState tab) {
    for (String leaf : leaves(tab)) {
      EntityState pane = state.living(leaf);
      if (pane == null || pane.kind() != PANE || !text(pane, PANE_TAB).equals(tab.id())) {
        return "the layout of tab " + tab.id() + " has '" + leaf + "', which is no pane of it";
      }
    }
    return null;
  }

  private static @Nullable String danglingAfterRemoval(WorkspaceState state, EntityState removed) {
    for (String referrer : state.referrersOf(removed.id())) {
      return "pane " + referrer + " still refers to " + removed.id();
    }
    return null;
  }

  /** A removed pane's tab must not show it any more. */
  static @Nullable String danglingTabOf(WorkspaceState state, EntityState paneBefore) {
    EntityState tab = state.living(text(paneBefore, PANE_TAB));
    return tab == null ? null : danglingLeaf(state, tab);
  }

  private static boolean isLiving(WorkspaceState state, String id, int kind) {
    EntityState entity = state.living(id);
    return entity != null && entity.kind() == kind;
  }

  static List<String> leaves(EntityState tab) {
    ByteString raw = tab.raw(LAYOUT);
    if (raw == null) {
      return List.of();
    }
    try {
      List<String> leaves = new ArrayList<>();
      collect(Tab.parseFrom(raw).getLayout(), leaves, 0);
      return leaves;
    } catch (InvalidProtocolBufferException e) {
      return List.of();
    }
  }

  private static void collect(Layout layout, List<String> leaves, int depth) {
    switch (layout.getNodeCase()) {
      case PANE_ID -> leaves.add(layout.getPaneId());
      case SPLIT -> {
        if (depth < MAX_LAYOUT_DEPTH) {
          layout.getSplit().getChildrenList().forEach(child -> collect(child, leaves, depth + 1));
        }
      }
      case NODE_NOT_SET -> {}
    }
  }

  private static String text(EntityState entity, FieldKey key) {
    ByteString raw = entity.raw(key);
    if (raw == null) {
      return "";
    }
    try {
      Pane pane = Pane.parseFrom(raw);
      return key.equals(PANE_TAB) ? pane.getTabId() : pane.getTerminalId();
    } catch (InvalidProtocolBufferException e) {
      return "";
    }
  }
}
