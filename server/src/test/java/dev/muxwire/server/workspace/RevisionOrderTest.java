package dev.muxwire.server.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class RevisionOrderTest {
  private final RevisionOrder order = new RevisionOrder();
  private final TreeMap<Long, EntityState> model = new TreeMap<>();

  private static EntityState entity(long revision) {
    return new EntityState("e" + revision, 1, revision, revision, false, FieldStates.NONE);
  }

  private void add(long revision) {
    EntityState entity = entity(revision);
    order.add(entity);
    model.put(revision, entity);
  }

  private void remove(long revision) {
    order.remove(revision);
    model.remove(revision);
  }

  private void compareBehind(long revision) {
    List<EntityState> rest = new ArrayList<>();
    order.after(revision).forEach(rest::add);
    assertThat(rest).containsExactlyElementsOf(model.tailMap(revision, false).values());
    assertThat(order.size()).isEqualTo(model.size());
  }

  @Test
  void isATreeOfRevisions_whateverChangesAndIsTakenBack() {
    SplittableRandom random = new SplittableRandom(3);
    long latest = 0;
    for (int step = 0; step < 20_000; step++) {
      long any = random.nextLong(latest + 2);
      switch (random.nextInt(8)) {
        case 0, 1 -> remove(any);
        case 2 -> add(Math.max(1, any)); // what was taken back stands where it stood
        case 3 -> {
          order.closeHoles();
          compareBehind(any);
        }
        default -> {
          latest += 1 + random.nextInt(3);
          add(latest);
        }
      }
      if (step % 4_000 == 3_999) {
        List.copyOf(model.keySet()).forEach(this::remove);
        compareBehind(0);
      }
    }
    compareBehind(0);
    assertThat(order.toList()).containsExactlyElementsOf(model.values());
  }

  @Test
  void oneThatChangesAgainAndAgain_isFound_whenHolesWereClosed() {
    for (int i = 1; i <= 10; i++) {
      add(i);
    }
    for (long i = 11; i < 1_000_000; i++) {
      order.remove(i - 1);
      order.add(entity(i));
      order.closeHoles();
    }
    assertThat(order.size()).isEqualTo(10);
    assertThat(order.toList()).hasSize(10);
  }

  @Test
  void end_isNoEntity() {
    add(1);
    var rest = order.after(1).iterator();
    assertThat(rest.hasNext()).isFalse();
    assertThatThrownBy(rest::next).isInstanceOf(NoSuchElementException.class);
  }
}
