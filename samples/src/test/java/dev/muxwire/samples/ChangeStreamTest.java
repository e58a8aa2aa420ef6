package dev.muxwire.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.samples.ChangeStream.Change;
import dev.muxwire.samples.ChangeStream.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangeStreamTest {
  private static final long START_MS = 1_800_000_000_000L;
  private static final Duration HOUR = Duration.ofHours(1);

  private final Generated incident = Generated.of(Sample.INCIDENT, 1);

  private static List<Change> changes(ChangeStream stream, Duration time) {
    List<Change> changes = new ArrayList<>();
    Duration passed = Duration.ZERO;
    while (passed.compareTo(time) < 0) {
      Change change = stream.next();
      passed = passed.plus(change.delay());
      changes.add(change);
    }
    return changes;
  }

  @Test
  void changes_ofTheSameSeed_areTheSame() {
    List<String> first = described(new ChangeStream(3, incident, START_MS));

    assertThat(described(new ChangeStream(3, incident, START_MS))).isEqualTo(first);
    assertThat(described(new ChangeStream(4, incident, START_MS))).isNotEqualTo(first);
  }

  private static List<String> described(ChangeStream stream) {
    return changes(stream, Duration.ofMinutes(5)).stream()
        .map(change -> change.delay() + " " + change.kind() + " " + ids(change.mutation()))
        .toList();
  }

  private static List<String> ids(Mutation mutation) {
    return mutation.operations().stream().map(Mutation.Operation::id).toList();
  }

  @Test
  void changes_comeAsOftenAsMeasured() {
    Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    List<Change> hour = changes(new ChangeStream(3, incident, START_MS), HOUR);
    hour.forEach(change -> counts.merge(change.kind(), 1, Integer::sum));

    assertThat(counts.get(Kind.BUSY_FLIP)).isBetween(3_600, 5 * 3_600);
    assertThat(counts.get(Kind.RECENCY_BUMP)).isBetween(58, 60);
    assertThat(counts.get(Kind.RENAME)).isBetween(12, 60);
    assertThat(counts.get(Kind.TAB_OPENED)).isBetween(30, 120);
    assertThat(counts.get(Kind.TAB_CLOSED)).isBetween(30, 120);
    assertThat(counts.get(Kind.TYPING)).isBetween(60, 720);
  }

  @Test
  void busyFlips_areOneToFiveASecond() {
    long sinceFlipMs = 0;
    for (Change change : changes(new ChangeStream(9, incident, START_MS), HOUR)) {
      sinceFlipMs += change.delay().toMillis();
      if (change.kind() == Kind.BUSY_FLIP) {
        assertThat(sinceFlipMs).isBetween(200L, 1_000L);
        sinceFlipMs = 0;
      }
    }
  }

  @Test
  void changes_areOfWhatIsThere_andNoIdIsMadeTwice() {
    Set<String> living = new HashSet<>();
    incident.entities().forEach(entity -> living.add(entity.id()));
    Set<String> ever = new HashSet<>(living);
    for (Change change : changes(new ChangeStream(5, incident, START_MS), HOUR.multipliedBy(4))) {
      for (Mutation.Operation operation : change.mutation().operations()) {
        if (operation instanceof Mutation.Create create) {
          assertThat(ever.add(create.id())).isTrue();
          living.add(create.id());
        } else {
          assertThat(living).contains(operation.id());
        }
        if (operation instanceof Mutation.Remove) {
          living.remove(operation.id());
        }
      }
    }
    long tabsLeft = ever.stream().filter(living::contains).count();
    assertThat(tabsLeft).isLessThan(incident.size() + 400);
  }

  @Test
  void changes_ofAnEmptyWorkspace_beginWithATab() {
    ChangeStream stream = new ChangeStream(1, new Generated(), START_MS);

    Change first = stream.next();

    assertThat(first.kind()).isEqualTo(Kind.TAB_OPENED);
    assertThat(first.mutation().operations().get(0))
        .isInstanceOfSatisfying(
            Mutation.Create.class, create -> assertThat(create.kind()).isEqualTo(EntityKind.TAB));
  }

  @Test
  void whatWasForgotten_isChangedNoMore() {
    ChangeStream stream = new ChangeStream(1, incident, START_MS);
    incident.entities().forEach(entity -> stream.forget(entity.id()));

    for (Change change : changes(stream, HOUR)) {
      assertThat(ids(change.mutation())).noneMatch(id -> incident.entity(id).isPresent());
    }
  }

  @Test
  void laterStreamOfTheSameSeed_makesOtherIds() {
    Set<String> first = created(new ChangeStream(1, incident, START_MS));

    assertThat(created(new ChangeStream(1, incident, START_MS + 1)))
        .doesNotContainAnyElementsOf(first);
  }

  private static Set<String> created(ChangeStream stream) {
    Set<String> ids = new HashSet<>();
    for (Change change : changes(stream, HOUR)) {
      if (change.kind() == Kind.TAB_OPENED) {
        ids.addAll(ids(change.mutation()));
      }
    }
    return ids;
  }
}
