package dev.muxwire.cli.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.cli.layout.LayoutNode.Child;
import dev.muxwire.cli.layout.LayoutNode.Split;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LayoutTreePropertyTest {
  /** Edits at random, beside a set of the panes that there must be. */
  @Property(tries = 300)
  void anyEdits_loseNoPane_andHaveNoneTwice(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int edits) {
    Random random = new Random(seed);
    LayoutTree tree = LayoutTree.of("p0");
    List<String> panes = new ArrayList<>(List.of("p0"));
    for (int i = 1; i <= edits; i++) {
      String pane = panes.get(random.nextInt(panes.size()));
      Side side = Side.values()[random.nextInt(4)];
      double share = 0.1 + random.nextDouble() * 0.8;
      int roll = random.nextInt(10);
      String other = panes.get(random.nextInt(panes.size()));
      if (roll < 5 && tree.depth() < LayoutTree.MOST_DEPTH) {
        tree = tree.split(pane, "p" + i, side, share);
        panes.add("p" + i);
      } else if (roll < 7 && panes.size() > 1) {
        tree = tree.close(pane).orElseThrow();
        panes.remove(pane);
      } else if (roll < 9 && !pane.equals(other) && tree.depth() < LayoutTree.MOST_DEPTH) {
        tree = tree.move(pane, other, side, share);
      } else if (panes.size() > 1) {
        tree = tree.resize(pane, share);
      }
      assertThat(tree.panes()).containsExactlyInAnyOrderElementsOf(panes);
      assertSound(tree);
    }
  }

  /** No split of one child, none in one of its own direction, every weight positive. */
  private static void assertSound(LayoutTree tree) {
    LayoutNode root = LayoutNode.parse(tree.toField(), new HashSet<>()).orElseThrow();
    assertThat(root.toField()).isEqualTo(tree.toField());
    assertSound(root, "");
    assertThat(tree.depth()).isLessThanOrEqualTo(LayoutTree.MOST_DEPTH);
  }

  private static void assertSound(LayoutNode node, String above) {
    if (node instanceof Split split) {
      assertThat(split.direction()).isNotEqualTo(above);
      assertThat(split.children()).hasSizeGreaterThan(1);
      for (Child child : split.children()) {
        assertThat(child.weight()).isPositive();
        assertSound(child.node(), split.direction());
      }
    }
  }

  @Property(tries = 100)
  void closingAllButOne_leavesThatPaneAlone(
      @ForAll @IntRange(min = 2, max = 20) int count, @ForAll long seed) {
    Random random = new Random(seed);
    LayoutTree tree = LayoutTree.of("p0");
    for (int i = 1; i < count; i++) {
      Side side = Side.values()[random.nextInt(4)];
      tree = tree.split("p" + random.nextInt(i), "p" + i, side, 0.5);
    }
    for (int i = 1; i < count; i++) {
      tree = tree.close("p" + i).orElseThrow();
    }

    assertThat(tree.toField()).isEqualTo(Map.of("pane_id", "p0"));
    assertThat(tree.close("p0")).isEmpty();
  }

  @Test
  void split_inItsOwnDirection_makesNoNewLevel() {
    LayoutTree three =
        LayoutTree.of("a").split("a", "b", Side.RIGHT, 0.5).split("b", "c", Side.RIGHT, 0.5);

    assertThat(three.depth()).isEqualTo(1);
    assertThat(three.panes()).containsExactly("a", "b", "c");
    Map<?, ?> split = (Map<?, ?>) three.toField().getOrDefault("split", Map.of());
    assertThat(split.get("weights")).isEqualTo(List.of(0.5, 0.25, 0.25));
  }

  @Test
  void sides_sayWhereTheNewPaneGoes() {
    LayoutTree one = LayoutTree.of("a");

    assertThat(one.split("a", "b", Side.LEFT, 0.5).panes()).containsExactly("b", "a");
    assertThat(one.split("a", "b", Side.ABOVE, 0.5).panes()).containsExactly("b", "a");
    assertThat(one.split("a", "b", Side.BELOW, 0.5).panes()).containsExactly("a", "b");
  }

  @Test
  void whatIsNotThere_orTwice_isRefused() {
    LayoutTree one = LayoutTree.of("a");

    assertThatThrownBy(() -> one.split("x", "b", Side.RIGHT, 0.5)).hasMessageContaining("not in");
    assertThatThrownBy(() -> one.split("a", "a", Side.RIGHT, 0.5)).hasMessageContaining("already");
    assertThatThrownBy(() -> one.resize("a", 0.5)).hasMessageContaining("only pane");
    assertThatThrownBy(() -> one.move("a", "a", Side.RIGHT, 0.5)).hasMessageContaining("only pane");
  }

  @Test
  void foreignLayouts_areReadAsFarAsTheyMakeSense() {
    Map<String, Object> twice =
        Map.of(
            "split",
            Map.of(
                "direction",
                "ROW",
                "children",
                List.of(Map.of("pane_id", "a"), Map.of("pane_id", "a"), Map.of())));

    assertThat(LayoutTree.parse(twice).map(LayoutTree::panes)).contains(List.of("a"));
    assertThat(LayoutTree.parse(Map.of()).map(LayoutTree::panes)).isEqualTo(Optional.empty());
  }
}
