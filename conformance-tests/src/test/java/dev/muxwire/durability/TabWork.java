package dev.muxwire.durability;

import dev.muxwire.client.Entity;
import dev.muxwire.client.WorkspaceView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** What clients do to tabs, their panes and their layouts. */
final class TabWork {
  private static final int MANY_TABS = 40;
  private static final int MANY_PANES = 6;

  private final Random random;

  TabWork(Random random) {
    this.random = random;
  }

  /** A tab with panes and layout, all at once. */
  void open(Draft draft) {
    String tab = "tab-" + draft.token();
    List<String> panes = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      panes.add("pane-" + draft.token() + "." + i);
    }
    draft.create(Step.TAB, tab, Map.of("title", draft.token(), "order_key", draft.token()));
    panes.forEach(pane -> createPane(draft, tab, pane));
    draft.patch(Step.TAB, tab, Map.of("layout", layout(panes)));
  }

  private static void createPane(Draft draft, String tab, String pane) {
    Map<String, String> values =
        Map.of("tab_id", tab, "pane_kind", "EDITOR", "title", draft.token());
    draft.create(Step.PANE, pane, values);
  }

  void rename(Draft draft, Targets targets, WorkspaceView view) {
    withTab(
        draft,
        targets,
        view,
        tab -> {
          if (random.nextInt(4) == 0) {
            Map<String, String> values = Map.of("attributes.untitled", draft.token());
            draft.patch(Step.TAB, tab.id(), values, "title");
          } else {
            draft.patch(Step.TAB, tab.id(), Map.of("title", draft.token()));
          }
        });
  }

  /** Another order of the same panes, on the condition that the tab is as it was seen. */
  void rearrange(Draft draft, Targets targets, WorkspaceView view) {
    withTab(
        draft,
        targets,
        view,
        tab -> {
          List<String> panes = panes(tab);
          Collections.shuffle(panes, random);
          setLayout(draft, tab, panes);
        });
  }

  void split(Draft draft, Targets targets, WorkspaceView view) {
    withTab(
        draft,
        targets,
        view,
        tab -> {
          List<String> panes = panes(tab);
          if (panes.size() < MANY_PANES) {
            String pane = "pane-" + draft.token();
            createPane(draft, tab.id(), pane);
            panes.add(random.nextInt(panes.size() + 1), pane);
          }
          setLayout(draft, tab, panes);
        });
  }

  void closePane(Draft draft, Targets targets, WorkspaceView view) {
    withTab(
        draft,
        targets,
        view,
        tab -> {
          List<String> panes = panes(tab);
          if (!panes.isEmpty()) {
            draft.remove(panes.remove(random.nextInt(panes.size())));
          }
          setLayout(draft, tab, panes);
        });
  }

  /** Tab and panes go together; sometimes with a pane that was only just put there. */
  void close(Draft draft, Targets targets, WorkspaceView view) {
    withTab(
        draft,
        targets,
        view,
        tab -> {
          if (random.nextInt(4) == 0) {
            createPane(draft, tab.id(), "pane-" + draft.token());
          }
          draft.remove(tab.id());
        });
  }

  /** A pane that no layout shows. */
  void createHiddenPane(Draft draft, Targets targets, WorkspaceView view) {
    withTab(draft, targets, view, tab -> createPane(draft, tab.id(), "pane-" + draft.token()));
  }

  void patchPane(Draft draft, Targets targets) {
    targets
        .pane()
        .ifPresentOrElse(
            pane ->
                draft.patch(
                    Step.PANE, pane.id(), Map.of("title", draft.token(), "path", draft.token())),
            () -> open(draft));
  }

  private void withTab(Draft draft, Targets targets, WorkspaceView view, Consumer<Entity> change) {
    if (targets.tabs() > MANY_TABS) {
      targets.tab(view).ifPresent(tab -> draft.remove(tab.id()));
    } else {
      targets.tab(view).ifPresent(change);
    }
    if (draft.isEmpty()) {
      open(draft);
    }
  }

  private void setLayout(Draft draft, Entity tab, List<String> panes) {
    draft.guard(Step.TAB, tab.id(), "", tab.revision());
    if (panes.isEmpty()) {
      Map<String, String> values = Map.of("attributes.empty", draft.token());
      draft.patch(Step.TAB, tab.id(), values, "layout");
    } else {
      draft.patch(Step.TAB, tab.id(), Map.of("layout", layout(panes)));
    }
  }

  private String layout(List<String> panes) {
    if (panes.size() == 1) {
      return panes.get(0);
    }
    return (random.nextBoolean() ? "ROW(" : "COLUMN(") + String.join(" ", panes) + ")";
  }

  /** The panes that a tab's layout shows. */
  private static List<String> panes(Entity tab) {
    List<String> panes = new ArrayList<>();
    tab.tree("layout").ifPresent(layout -> collect(layout, panes));
    return panes;
  }

  private static void collect(Map<?, ?> layout, List<String> panes) {
    if (layout.get("pane_id") instanceof String pane) {
      panes.add(pane);
    } else if (layout.get("split") instanceof Map<?, ?> split
        && split.get("children") instanceof List<?> children) {
      children.forEach(child -> collect((Map<?, ?>) child, panes));
    }
  }
}
