package dev.muxwire.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.conformance.client.cases.ClientCases;
import dev.muxwire.conformance.server.ServerSuite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every requirement has a case, or a reason why it has none; every case has a requirement. */
final class TraceabilityTest {
  /** All suites, each with its cases. */
  private static List<List<? extends ConformanceCase<?>>> suites() {
    return List.of(ServerSuite.cases(), ClientCases.all());
  }

  private static List<ConformanceCase<?>> cases() {
    return suites().stream().<ConformanceCase<?>>flatMap(List::stream).toList();
  }

  private static Set<String> judged() {
    return cases().stream()
        .flatMap(one -> one.requirements().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Requirements without a case: a line {@code ID: reason} each. */
  private static Map<String, String> exclusions() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(TraceabilityTest.class.getResourceAsStream("exclusions.txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(": ", 2))
          .collect(
              Collectors.toMap(
                  parts -> parts[0], parts -> parts[1], (one, other) -> one, TreeMap::new));
    }
  }

  @Test
  void everyMust_hasACase_orAReasonWhyItHasNone() throws IOException {
    Set<String> demanded =
        Requirement.all().values().stream()
            .filter(one -> one.isMust() || one.isPlain())
            .map(Requirement::id)
            .collect(Collectors.toCollection(TreeSet::new));
    demanded.removeAll(judged());
    demanded.removeAll(exclusions().keySet());
    assertThat(demanded).as("requirements that nothing judges").isEmpty();
  }

  @Test
  void exclusion_isOfARequirement_thatNoCaseJudges() throws IOException {
    assertThat(Requirement.all().keySet()).containsAll(exclusions().keySet());
    Set<String> needless = new TreeSet<>(exclusions().keySet());
    needless.retainAll(judged());
    assertThat(needless).as("exclusions of what is judged").isEmpty();
    assertThat(exclusions().values()).noneMatch(String::isBlank);
  }

  @Test
  void case_namesOnlyRequirementsAndSectionsThatThereAre() throws IOException {
    Set<String> known = new HashSet<>(Requirement.all().keySet());
    known.addAll(Requirement.sections());
    for (ConformanceCase<?> one : cases()) {
      assertThat(known).as(one.id()).containsAll(one.requirements());
    }
  }

  @Test
  void ids_areUniqueInTheirSuite() {
    for (List<? extends ConformanceCase<?>> suite : suites()) {
      assertThat(suite.stream().map(ConformanceCase::id)).doesNotHaveDuplicates();
    }
  }

  @Test
  void schema_hasRequirements() throws IOException {
    assertThat(Requirement.all()).hasSizeGreaterThan(80).containsKeys("CHUNK-5", "SIZE-3");
    assertThat(Requirement.all().values())
        .anyMatch(one -> one.id().equals("CHUNK-3") && one.isMust())
        .anyMatch(one -> one.id().equals("PING-2") && !one.isMust());
  }
}
