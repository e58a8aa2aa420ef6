package dev.muxwire.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class OrderKeyPropertyTest {
  @Property
  void between_ofAnyKeys_isBetween(
      @ForAll @StringLength(max = 8) String one, @ForAll @StringLength(max = 8) String other) {
    String low = one.compareTo(other) < 0 ? one : other;
    String high = low.equals(one) ? other : one;

    OrderKey.between(low, high)
        .ifPresent(key -> assertThat(key).isGreaterThan(low).isLessThan(high));
  }

  @Property(tries = 200)
  void between_ofKeysOfItsOwn_isAlwaysThere(@ForAll long seed) {
    Random random = new Random(seed);
    List<String> keys = new ArrayList<>(List.of("n"));
    for (int i = 0; i < 100; i++) {
      int place = random.nextInt(keys.size() + 1);
      String low = place == 0 ? "" : keys.get(place - 1);
      String key =
          place == keys.size()
              ? OrderKey.after(low)
              : OrderKey.between(low, keys.get(place)).orElseThrow();
      keys.add(place, key);
    }

    assertThat(keys).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void between_ofNeighbours_growsByOneCharacter() {
    assertThat(OrderKey.between("s00000", "s00001"))
        .hasValueSatisfying(k -> assertThat(k).hasSize(7));
    assertThat(OrderKey.between("a", "a")).isEmpty();
    assertThat(OrderKey.between("a", "a0")).isEmpty();
  }
}
