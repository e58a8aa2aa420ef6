package dev.muxwire.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shape, sizes and shares, with tolerances. */
class SampleDistributionTest {
  private static final long SEED = 11;

  @ParameterizedTest
  @EnumSource(Sample.class)
  void ids_titlesAndDirectories_areOfTheMeasuredLengths(Sample sample) {
    Generated generated = Generated.of(sample, SEED);
    for (EntityKind kind : List.of(EntityKind.TAB, EntityKind.PANE, EntityKind.SESSION)) {
      for (Mutation.Create entity : generated.creates(kind)) {
        assertThat(entity.id().length()).isIn(21, 36);
        assertThat(text(entity, "title").length()).isBetween(10, 45);
        for (String directory : List.of("cwd", "initial_cwd")) {
          if (entity.fields().containsKey(directory)) {
            assertThat(text(entity, directory).length()).isBetween(20, 60);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Sample.class,
      names = {"INCIDENT", "HUGE"})
  void panesATab_areOneTwoOrMore_asMeasured(Sample sample) {
    Generated generated = Generated.of(sample, SEED);
    Map<String, Long> panes =
        generated.creates(EntityKind.PANE).stream()
            .collect(Collectors.groupingBy(pane -> text(pane, "tab_id"), Collectors.counting()));
    double tabs = panes.size();

    assertThat(panes).hasSameSizeAs(generated.creates(EntityKind.TAB));
    assertThat(share(panes, 1, 1) / tabs).isBetween(0.53, 0.67);
    assertThat(share(panes, 2, 2) / tabs).isBetween(0.19, 0.31);
    assertThat(share(panes, 3, 4) / tabs).isBetween(0.10, 0.20);
  }

  private static long share(Map<String, Long> panes, int least, int most) {
    return panes.values().stream().filter(count -> count >= least && count <= most).count();
  }

  @ParameterizedTest
  @EnumSource(Sample.class)
  void layoutLeaves_areThePanesOfTheirTab(Sample sample) {
    Generated generated = Generated.of(sample, SEED);
    Set<String> panes =
        generated.creates(EntityKind.PANE).stream()
            .map(pane -> text(pane, "tab_id") + " " + pane.id())
            .collect(Collectors.toSet());
    Set<String> leaves = new HashSet<>();
    for (Mutation.Create tab : generated.creates(EntityKind.TAB)) {
      addLeaves(tab.id(), (Map<?, ?>) of(tab.fields(), "layout"), leaves);
    }

    assertThat(leaves).isEqualTo(panes);
  }

  private static void addLeaves(String tab, Map<?, ?> node, Set<String> leaves) {
    if (node.containsKey("pane_id")) {
      assertThat(leaves.add(tab + " " + node.get("pane_id"))).isTrue();
      return;
    }
    Map<?, ?> split = (Map<?, ?>) of(node, "split");
    for (Object child : (List<?>) of(split, "children")) {
      addLeaves(tab, (Map<?, ?>) child, leaves);
    }
  }

  @Test
  void sessions_areAsManyAsTheBusyYearHad() {
    List<Mutation.Create> sessions =
        Generated.of(Sample.SESSIONS, SEED).creates(EntityKind.SESSION);
    Map<String, Integer> bytes = bytesBy(sessions, session -> text(session, "project"));
    Map<String, Integer> counts = sums(sessions, session -> text(session, "project"), session -> 1);
    String largest = SampleWords.project(0);

    assertThat(sessions).hasSize(2_666);
    assertThat(counts).hasSize(113).containsEntry(largest, 1_786);
    assertThat(bytes.get(largest)).isBetween(4_500_000 * 97 / 100, 4_500_000 * 103 / 100);
    int total = bytes.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(total).isBetween(6_100_000 * 97 / 100, 6_100_000 * 103 / 100);
    assertThat(total / sessions.size()).isBetween(2_230, 2_370);
  }

  @Test
  void huge_isTheStatedMix() {
    Generated huge = Generated.of(Sample.HUGE, SEED);

    assertThat(huge.size()).isEqualTo(HugeSample.ENTITIES);
    assertThat(huge.creates(EntityKind.SESSION)).hasSize(HugeSample.SESSIONS);
    int tabsAndPanes = huge.creates(EntityKind.TAB).size() + huge.creates(EntityKind.PANE).size();
    assertThat(tabsAndPanes).isBetween(HugeSample.TABS_AND_PANES, HugeSample.TABS_AND_PANES + 4);
    long jsonBytes = 0;
    for (EntityKind kind : EntityKind.values()) {
      jsonBytes += huge.creates(kind).stream().mapToLong(JsonText::bytes).sum();
    }
    assertThat(jsonBytes).isBetween(60_000_000L, 110_000_000L);
  }

  private static Map<String, Integer> bytesBy(
      List<Mutation.Create> entities, Function<Mutation.Create, String> key) {
    return sums(entities, key, JsonText::bytes);
  }

  private static Map<String, Integer> sums(
      List<Mutation.Create> entities,
      Function<Mutation.Create, String> key,
      ToIntFunction<Mutation.Create> value) {
    return entities.stream().collect(Collectors.groupingBy(key, Collectors.summingInt(value)));
  }

  private static String text(Mutation.Create entity, String field) {
    return String.valueOf(entity.fields().get(field));
  }

  private static Object of(Map<?, ?> tree, String field) {
    return Objects.requireNonNull(tree.get(field), field);
  }
}
