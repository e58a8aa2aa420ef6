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
  /** Far below the largest message, since what a step takes is only estimated. */
  private static final long MOST_BYTES = 4 << 20;

  private final Map<String, List<Step>> units = new LinkedHashMap<>();

  /**
   * One step.
   *
   * @param unchanged the entity that must still be as it was seen, where the protocol demands it
   */
  record Step(Mutation.Operation operation, Optional<Entity> unchanged) {
    long bytes() {
      if (operation instanceof Mutation.Create create) {
        return bytesOf(create.fields());
      }
      return operation instanceof Mutation.Patch patch ? bytesOf(patch.fields()) : OVERHEAD_BYTES;
    }
  }

  private static final int OVERHEAD_BYTES = 64;

  /** An estimate: text at its most, beside a few bytes for everything else. */
  private static long bytesOf(Object value) {
    if (value instanceof Map<?, ?> map) {
      return OVERHEAD_BYTES
          + map.entrySet().stream()
              .mapToLong(entry -> bytesOf(entry.getKey()) + bytesOf(entry.getValue()))
              .sum();
    }
    if (value instanceof List<?> list) {
      return list.stream().mapToLong(MutationPlan::bytesOf).sum();
    }
    if (value instanceof byte[] bytes) {
      return bytes.length;
    }
    return value instanceof String text ? 3L * text.length() : Long.BYTES;
  }

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
   * @throws IllegalArgumentException if a single unit has more operations than a batch
   */
  List<Batch> batches(int mostOperations) {
    List<Batch> batches = new ArrayList<>();
    List<Step> open = new ArrayList<>();
    long openBytes = 0;
    for (Map.Entry<String, List<Step>> unit : units.entrySet()) {
      int operations = unit.getValue().size();
      if (operations > mostOperations) {
        throw new IllegalArgumentException(
            "tab '%s' has more panes than fit one atomic change (%d operations)"
                .formatted(unit.getKey(), mostOperations));
      }
      long bytes = unit.getValue().stream().mapToLong(Step::bytes).sum();
      boolean fits = open.size() + operations <= mostOperations && openBytes + bytes <= MOST_BYTES;
      if (!fits && !open.isEmpty()) {
        batches.add(new Batch(open));
        open.clear();
        openBytes = 0;
      }
      open.addAll(unit.getValue());
      openBytes += bytes;
    }
    if (!open.isEmpty()) {
      batches.add(new Batch(open));
    }
    return batches;
  }
}
