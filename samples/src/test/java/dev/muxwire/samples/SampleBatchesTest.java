package dev.muxwire.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SampleBatchesTest {
  @ParameterizedTest
  @EnumSource(
      value = Sample.class,
      names = {"INCIDENT", "SESSIONS"})
  void entities_ofOneSeed_areTheSameBytes(Sample sample) {
    assertThat(Generated.hash(sample, 7)).isEqualTo(Generated.hash(sample, 7));
    assertThat(Generated.hash(sample, 7)).isNotEqualTo(Generated.hash(sample, 8));
  }

  @Test
  void entities_areTheSameInEveryProcess() {
    assertThat(Generated.hash(Sample.INCIDENT, 7)).isEqualTo("175988184902b19e");
    assertThat(Generated.hash(Sample.SESSIONS, 7)).isEqualTo("6eb3240130be0b47");
    assertThat(Generated.hash(Sample.HUGE, 7)).isEqualTo("de1437847e0da57a");
  }

  @ParameterizedTest
  @EnumSource(Sample.class)
  void batches_stayWithinLimits_andTearNoTab(Sample sample) {
    Set<String> created = new HashSet<>();
    sample
        .batches(3)
        .forEachRemaining(
            batch -> {
              assertThat(batch.entities().size()).isBetween(1, SampleBatches.DEFAULT_OPERATIONS);
              assertThat(batch.entities().stream().mapToInt(JsonText::bytes).sum())
                  .isLessThanOrEqualTo(SampleBatches.DEFAULT_JSON_BYTES);
              assertTabsAreWhole(batch.entities());
              batch.entities().forEach(entity -> created.add(entity.id()));
              assertThat(batch.toMutation().operations()).hasSameSizeAs(batch.entities());
            });
    assertThat((long) created.size()).isEqualTo(sample.count(3));
  }

  private static void assertTabsAreWhole(List<Mutation.Create> batch) {
    Set<Object> tabs = new HashSet<>();
    boolean torn = false;
    for (Mutation.Create entity : batch) {
      if (entity.kind() == EntityKind.TAB) {
        tabs.add(entity.id());
      } else if (entity.kind() == EntityKind.PANE) {
        torn |= !tabs.contains(entity.fields().getOrDefault("tab_id", ""));
      }
    }
    assertThat(torn).isFalse();
  }

  @Property(tries = 30)
  void batches_ofAnySize_areTheUnitsInOrder(
      @ForAll @IntRange(min = 1, max = 100) int operations,
      @ForAll @IntRange(min = 1, max = 20_000) int jsonBytes) {
    List<Mutation.Create> expected = new ArrayList<>();
    Sample.INCIDENT.units(1).forEachRemaining(unit -> expected.addAll(unit.entities()));
    List<Mutation.Create> joined = new ArrayList<>();
    new SampleBatches(Sample.INCIDENT.units(1), operations, jsonBytes)
        .forEachRemaining(batch -> joined.addAll(batch.entities()));

    assertThat(joined)
        .extracting(Mutation.Create::id)
        .isEqualTo(expected.stream().map(Mutation.Create::id).toList());
  }

  @Test
  void batch_ofMoreOperationsThanAMutationHas_isRefused() {
    assertThatThrownBy(
            () -> new SampleBatches(Sample.INCIDENT.units(1), Mutation.MAX_OPERATIONS + 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
