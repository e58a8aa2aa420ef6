package dev.muxwire.server.workspace;

import dev.muxwire.wire.EntityFields;
import dev.muxwire.wire.FieldKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An atomic batch of mutations.
 *
 * @param request whose it is; null for the server's own
 * @param base what its author saw; null for the server's own
 * @param preconditions must all hold
 * @param operations applied in order, all or none
 */
public record Batch(
    @Nullable Request request,
    @Nullable Base base,
    List<Precondition> preconditions,
    List<Operation> operations) {

  public Batch {
    preconditions = List.copyOf(preconditions);
    operations = List.copyOf(operations);
  }

  /** The server's own. */
  public static Batch internal(Operation... operations) {
    return new Batch(null, null, List.of(), List.of(operations));
  }

  /**
   * Names a request for exactly-once.
   *
   * @param issuedAtMs when the client's identity was issued
   * @param lowestOutstanding results below it may be forgotten
   * @param resend sent before on an earlier connection
   */
  public record Request(
      String clientId, long issuedAtMs, long seq, long lowestOutstanding, boolean resend) {}

  /** The state that the author saw. */
  public record Base(long epoch, long revision) {}

  /**
   * Must hold.
   *
   * @param field null for the entity as a whole
   * @param revision of the last change; 0 = never had a value
   */
  public record Precondition(String id, @Nullable FieldKey field, long revision) {}

  /** One step. */
  public sealed interface Operation {
    String id();
  }

  /** A new entity. */
  public record Create(String id, EntityFields fields) implements Operation {}

  /** Some fields of an entity. */
  public record Patch(String id, EntityFields fields, List<FieldKey> cleared) implements Operation {
    public Patch {
      cleared = List.copyOf(cleared);
    }
  }

  /** The end of an entity. */
  public record Remove(String id) implements Operation {}
}
