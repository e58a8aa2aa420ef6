package dev.muxwire.cli.workspace;

import dev.muxwire.client.Entity;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Steps put into batches.
 *
 * <p>A tab and its panes refer to each other: their steps form a unit, which must not be torn over
 * two batches, for each batch has to leave every reference whole.
 */
public final class MutationPlan {
  private final Map<String, List<Step>> units = new LinkedHashMap<>();

  /**
   * One step.
   *
   * @param unchanged the entity that must still be as it was seen, where the protocol demands it
   */
  record Step(Mutation.Operation operation, Optional<Entity> unchanged) {}

  /** Steps that are applied together or not at all. */
  public static final class Batch {
    private final List<Step> steps;

    private Batch(List<Step> steps) {
      this.steps = List.copyOf(steps);
    }

    public int size() {
      return steps.size();
    }

    /** The mutation, by an author who saw this revision. */
    public Mutation toMutation(MutationResult seen) {
      Mutation.Builder builder = Mutation.builder().base(seen.epoch(), seen.revision());
      for (Step step : steps) {
        step.unchanged().ifPresent(builder::requireUnchanged);
        if (step.operation() instanceof Mutation.Create create) {
          builder.create(create.kind(), create.id(), create.fields());
        } else if (step.operation() instanceof Mutation.Patch patch) {
          builder.patch(patch.kind(), patch.id(), patch.fields(), patch.cleared());
        } else {
          builder.remove(step.operation().id());
        }
      }
      return builder.build();
    }
  }

  /** Adds a step to a unit. */
  void add(String unit, Mutation.Operation operation, Optional<Entity> unchanged) {
    units.computeIfAbsent(unit, key -> new ArrayList<>()).add(new Step(operation, unchanged));
  }

  /**
   * The units in order, as many in a batch as fit.
   *
   * @throws IllegalArgumentException if a single unit is larger than a batch
   */
  List<Batch> batches(int mostOperations) {
    List<Batch> batches = new ArrayList<>();
    List<Step> open = new ArrayList<>();
    for (Map.Entry<String, List<Step>> unit : units.entrySet()) {
      if (unit.getValue().size() > mostOperations) {
        throw new IllegalArgumentException(
            "tab '%s' has more panes than fit one atomic change (%d operations)"
                .formatted(unit.getKey(), mostOperations));
      }
      if (open.size() + unit.getValue().size() > mostOperations) {
        batches.add(new Batch(open));
        open.clear();
      }
      open.addAll(unit.getValue());
    }
    if (!open.isEmpty()) {
      batches.add(new Batch(open));
    }
    return batches;
  }
}
