package dev.muxwire.cli.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A node of a layout: a pane, or children side by side or one above the other. Immutable. */
sealed interface LayoutNode {
  /** The panes, in reading order. */
  Stream<String> leaves();

  /** How many splits are above the deepest pane. */
  int depth();

  /** As a field tree of the SDK. */
  Map<String, Object> toField();

  /** A pane. */
  record Leaf(String paneId) implements LayoutNode {
    @Override
    public Stream<String> leaves() {
      return Stream.of(paneId);
    }

    @Override
    public int depth() {
      return 0;
    }

    @Override
    public Map<String, Object> toField() {
      return Map.of("pane_id", paneId);
    }
  }

  /**
   * One child of a split.
   *
   * @param weight relative to those of the others; greater than 0
   */
  record Child(LayoutNode node, double weight) {}

  /**
   * A split; at least two children.
   *
   * @param direction as the schema names it
   */
  record Split(String direction, List<Child> children) implements LayoutNode {
    /** Copies the list. */
    public Split {
      children = List.copyOf(children);
    }

    @Override
    public Stream<String> leaves() {
      return children.stream().flatMap(child -> child.node().leaves());
    }

    @Override
    public int depth() {
      return 1 + children.stream().mapToInt(child -> child.node().depth()).max().orElse(0);
    }

    @Override
    public Map<String, Object> toField() {
      return Map.of(
          "split",
          Map.of(
              "direction", direction,
              "children", children.stream().map(child -> child.node().toField()).toList(),
              "weights", children.stream().map(child -> (Object) child.weight()).toList()));
    }
  }

  /**
   * A node without what needs no node: a split without children is nothing, one of a single child
   * is the child, and one in a split of its own direction is part of that.
   */
  static Optional<LayoutNode> collapsed(String direction, List<Child> children) {
    if (children.isEmpty()) {
      return Optional.empty();
    }
    if (children.size() == 1) {
      return Optional.of(children.get(0).node());
    }
    List<Child> flat = new ArrayList<>();
    for (Child child : children) {
      if (child.node() instanceof Split split && split.direction().equals(direction)) {
        double total = split.children().stream().mapToDouble(Child::weight).sum();
        split
            .children()
            .forEach(
                inner ->
                    flat.add(new Child(inner.node(), child.weight() * inner.weight() / total)));
      } else {
        flat.add(child);
      }
    }
    return Optional.of(new Split(direction, flat));
  }

  /** Reads a field tree; what makes no sense in it is left out, a pane that comes twice too. */
  static Optional<LayoutNode> parse(Map<?, ?> field, Set<String> seen) {
    if (field.get("pane_id") instanceof String paneId) {
      return seen.add(paneId) ? Optional.of(new Leaf(paneId)) : Optional.empty();
    }
    if (!(field.get("split") instanceof Map<?, ?> split)
        || !(split.get("children") instanceof List<?> nodes)) {
      return Optional.empty();
    }
    List<?> weights = split.get("weights") instanceof List<?> list ? list : List.of();
    List<Child> children = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      double weight =
          i < weights.size() && weights.get(i) instanceof Number number ? number.doubleValue() : 1;
      if (nodes.get(i) instanceof Map<?, ?> node) {
        parse(node, seen)
            .ifPresent(child -> children.add(new Child(child, weight > 0 ? weight : 1)));
      }
    }
    String direction = "COLUMN".equals(split.get("direction")) ? "COLUMN" : "ROW";
    return collapsed(direction, children);
  }
}
