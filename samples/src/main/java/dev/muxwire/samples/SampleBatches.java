package dev.muxwire.samples;

import dev.muxwire.client.Mutation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Units in batches, as many in each as fit, made as they are asked for: of the whole never more
 * than a batch and a unit is in memory. A unit is never torn.
 */
public final class SampleBatches implements Iterator<SampleBatches.Batch> {
  /** Small enough that the server turns to others in between. */
  public static final int DEFAULT_OPERATIONS = 1_000;

  /** A sixteenth of the largest message. */
  public static final int DEFAULT_JSON_BYTES = 1 << 20;

  private final Iterator<SampleUnit> units;
  private final int mostOperations;
  private final int mostJsonBytes;
  private @Nullable SampleUnit leftOver;

  /** What one atomic mutation creates. */
  public record Batch(List<Mutation.Create> entities) {
    /** Copies the list. */
    public Batch {
      entities = List.copyOf(entities);
    }

    /** The mutation, without base. */
    public Mutation toMutation() {
      Mutation.Builder mutation = Mutation.builder();
      entities.forEach(entity -> mutation.create(entity.kind(), entity.id(), entity.fields()));
      return mutation.build();
    }
  }

  /**
   * Begins.
   *
   * @param mostOperations of one batch; 1 to {@link Mutation#MAX_OPERATIONS}
   * @param mostJsonBytes of one batch; a single unit that is larger is a batch of its own
   */
  public SampleBatches(Iterator<SampleUnit> units, int mostOperations, int mostJsonBytes) {
    if (mostOperations < 1 || mostOperations > Mutation.MAX_OPERATIONS) {
      throw new IllegalArgumentException("1 to " + Mutation.MAX_OPERATIONS + " operations");
    }
    this.units = units;
    this.mostOperations = mostOperations;
    this.mostJsonBytes = mostJsonBytes;
  }

  @Override
  public boolean hasNext() {
    return leftOver != null || units.hasNext();
  }

  @Override
  public Batch next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    List<Mutation.Create> entities = new ArrayList<>();
    int jsonBytes = 0;
    while (hasNext()) {
      SampleUnit unit = leftOver != null ? leftOver : units.next();
      boolean fits =
          entities.size() + unit.entities().size() <= mostOperations
              && jsonBytes + unit.jsonBytes() <= mostJsonBytes;
      if (!fits && !entities.isEmpty()) {
        leftOver = unit;
        break;
      }
      leftOver = null;
      entities.addAll(unit.entities());
      jsonBytes += unit.jsonBytes();
    }
    return new Batch(entities);
  }
}
