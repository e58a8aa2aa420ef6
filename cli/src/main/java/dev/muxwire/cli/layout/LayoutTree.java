package dev.muxwire.cli.layout;

import dev.muxwire.cli.layout.LayoutNode.Child;
import dev.muxwire.cli.layout.LayoutNode.Leaf;
import dev.muxwire.cli.layout.LayoutNode.Split;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The layout of a tab: which panes, how they share the room. Immutable; every edit gives a new one
 * that has each pane once.
 */
public final class LayoutTree {
  /** The schema's limit. */
  public static final int MOST_DEPTH = 32;

  private final LayoutNode root;

  private LayoutTree(LayoutNode root) {
    this.root = root;
  }

  /** The layout of one pane. */
  public static LayoutTree of(String paneId) {
    return new LayoutTree(new Leaf(paneId));
  }

  /** The layout of a tab's field; empty if it shows nothing. */
  public static Optional<LayoutTree> parse(Map<String, Object> field) {
    return LayoutNode.parse(field, new HashSet<>()).map(LayoutTree::new);
  }

  /** The panes, in reading order. */
  public List<String> panes() {
    return root.leaves().toList();
  }

  public boolean has(String paneId) {
    return root.leaves().anyMatch(paneId::equals);
  }

  /** How many splits are above the deepest pane. */
  public int depth() {
    return root.depth();
  }

  /** As the field of a tab. */
  public Map<String, Object> toField() {
    return root.toField();
  }

  /**
   * Puts a new pane beside another, in the other's room.
   *
   * @param share of the other's room; more than 0, less than 1
   * @throws IllegalArgumentException if the new pane is there already, the other is not, or splits
   *     would nest deeper than {@link #MOST_DEPTH}
   */
  public LayoutTree split(String paneId, String newPaneId, Side side, double share) {
    checkShare(share);
    if (has(newPaneId)) {
      throw new IllegalArgumentException("pane " + newPaneId + " is in this layout already");
    }
    checkHas(paneId);
    LayoutTree edited = new LayoutTree(split(root, paneId, new Leaf(newPaneId), side, share));
    if (edited.depth() > MOST_DEPTH) {
      throw new IllegalArgumentException("splits would nest deeper than " + MOST_DEPTH);
    }
    return edited;
  }

  private static LayoutNode split(
      LayoutNode node, String paneId, Leaf added, Side side, double share) {
    if (node instanceof Split split) {
      List<Child> children =
          split.children().stream()
              .map(
                  child ->
                      new Child(split(child.node(), paneId, added, side, share), child.weight()))
              .toList();
      return LayoutNode.collapsed(split.direction(), children).orElse(node);
    }
    if (!node.equals(new Leaf(paneId))) {
      return node;
    }
    Child before = new Child(node, 1 - share);
    Child beside = new Child(added, share);
    return new Split(
        side.direction(), side.isFirst() ? List.of(beside, before) : List.of(before, beside));
  }

  /** Takes a pane out; its neighbours take its room. Empty if it was the last. */
  public Optional<LayoutTree> close(String paneId) {
    return close(root, paneId).map(LayoutTree::new);
  }

  private static Optional<LayoutNode> close(LayoutNode node, String paneId) {
    if (node instanceof Split split) {
      List<Child> children = new ArrayList<>();
      for (Child child : split.children()) {
        close(child.node(), paneId)
            .ifPresent(left -> children.add(new Child(left, child.weight())));
      }
      return LayoutNode.collapsed(split.direction(), children);
    }
    return node.equals(new Leaf(paneId)) ? Optional.empty() : Optional.of(node);
  }

  /** Takes a pane from its place and puts it beside another; fails as {@link #split} does. */
  public LayoutTree move(String paneId, String besideId, Side side, double share) {
    checkHas(paneId);
    return close(paneId)
        .orElseThrow(() -> new IllegalArgumentException("it is the only pane of its tab"))
        .split(besideId, paneId, side, share);
  }

  /**
   * Gives a pane a share of the split that it is in; the others keep their proportions.
   *
   * @param share more than 0, less than 1
   * @throws IllegalArgumentException if the pane is not there, or is alone
   */
  public LayoutTree resize(String paneId, double share) {
    checkShare(share);
    checkHas(paneId);
    if (!(root instanceof Split)) {
      throw new IllegalArgumentException("it is the only pane of its tab");
    }
    return new LayoutTree(resize(root, paneId, share));
  }

  private static LayoutNode resize(LayoutNode node, String paneId, double share) {
    if (!(node instanceof Split split)) {
      return node;
    }
    Leaf leaf = new Leaf(paneId);
    double others =
        split.children().stream()
            .filter(child -> !child.node().equals(leaf))
            .mapToDouble(Child::weight)
            .sum();
    boolean isHere = split.children().stream().anyMatch(child -> child.node().equals(leaf));
    List<Child> children = new ArrayList<>();
    for (Child child : split.children()) {
      if (child.node().equals(leaf)) {
        children.add(new Child(leaf, share));
      } else {
        double weight = isHere ? child.weight() / others * (1 - share) : child.weight();
        children.add(new Child(resize(child.node(), paneId, share), weight));
      }
    }
    return new Split(split.direction(), children);
  }

  private void checkHas(String paneId) {
    if (!has(paneId)) {
      throw new IllegalArgumentException("pane " + paneId + " is not in the layout of its tab");
    }
  }

  private static void checkShare(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("a share is more than 0 and less than 1");
    }
  }
}
