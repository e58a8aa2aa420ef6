package dev.muxwire.driver.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.conformance.CaseResult;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.Verdict;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.ClientStage;
import dev.muxwire.conformance.client.cases.ClientCases;
import dev.muxwire.conformance.client.peer.Patience;
import dev.muxwire.conformance.run.KnownFailures;
import dev.muxwire.conformance.run.RunListener;
import dev.muxwire.conformance.run.RunOptions;
import dev.muxwire.conformance.run.Runner;
import dev.muxwire.driver.InProcessDriver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case fails for a client that has the fault which the case is about. Usually each case is
 * run with one fault; {@code -Dmuxwire.faults.all=true} runs all with all, and finds those that
 * fail besides; {@code -Dmuxwire.faults.record=true} writes the table anew.
 */
final class FaultyClientsTest {
  /** Short: what a fault holds back never comes. */
  private static final Patience PATIENCE =
      new Patience(Duration.ofMillis(1_500), Duration.ofMillis(250), false);

  /** A client that is sent what is too large may take 3 s to give its connection up. */
  private static final Patience LONGER =
      new Patience(Duration.ofSeconds(6), Duration.ofMillis(250), false);

  private static final String OVERSIZED = "packet/oversized/gives-up-connection";

  /** Of {@code --slow}: it waits for 45 s, and has no row but this. */
  private static final String SLOW = "liveness/silence/gives-up";

  private static final String FAULT_OF_SLOW = "never-comes-again";

  /** Cases that catch a fault only when it comes at the wrong moment. */
  private static final Map<String, String> SOMETIMES =
      Map.of(
          "empties-its-view-at-a-reset", "state/reset/while-open",
          "grants-what-it-received", "credit/anew/on-each-connection");

  private static final Patience SLOWLY =
      new Patience(Duration.ofSeconds(6), Duration.ofMillis(250), true);

  private static final int AT_A_TIME = 24;
  private static final boolean ALL = Boolean.getBoolean("muxwire.faults.all");
  private static final boolean RECORD = Boolean.getBoolean("muxwire.faults.record");

  static List<Fault> faults() {
    return Faults.all();
  }

  @Test
  void eachCase_isInARow() throws Exception {
    Set<String> caught =
        FaultTable.read().values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    assertThat(caught)
        .containsExactlyInAnyOrderElementsOf(
            ClientCases.all().stream()
                .map(ConformanceCase::id)
                .filter(id -> !id.equals(SLOW))
                .toList());
  }

  @Test
  void eachRow_isAFault() throws Exception {
    assertThat(FaultTable.read().keySet())
        .containsExactlyInAnyOrderElementsOf(faults().stream().map(Fault::name).toList());
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @MethodSource("faults")
  void client_withFault_failsTheCasesAboutIt(Fault fault) throws Exception {
    Map<String, Set<String>> table = ALL ? FaultTable.read() : FaultTable.few(FaultTable.read());
    Set<String> due = table.getOrDefault(fault.name(), Set.of());
    List<ConformanceCase<ClientScene>> cases =
        ClientCases.all().stream().filter(one -> ALL || due.contains(one.id())).toList();
    Patience patience = ALL || due.contains(OVERSIZED) ? LONGER : PATIENCE;
    Set<String> failed = failed(fault, cases, patience);
    if (!failed.containsAll(due)) { // on a busy machine a fault may have come too late to matter
      failed.addAll(
          failed(fault, cases.stream().filter(one -> due.contains(one.id())).toList(), patience));
    }
    failed.remove(SOMETIMES.getOrDefault(fault.name(), ""));
    assertThat(failed).isEqualTo(due);
  }

  /** A minute. */
  @Test
  @EnabledIfSystemProperty(named = "muxwire.conformance.slow", matches = "true")
  void slowCase_catchesItsFault() throws Exception {
    List<ConformanceCase<ClientScene>> cases =
        ClientCases.all().stream().filter(one -> one.id().equals(SLOW)).toList();
    Fault fault =
        faults().stream().filter(one -> one.name().equals(FAULT_OF_SLOW)).findFirst().orElseThrow();
    assertThat(failed(fault, cases, SLOWLY)).containsExactly(SLOW);
  }

  @Test
  void table_recorded() throws Exception {
    if (!RECORD) {
      return;
    }
    Map<String, Set<String>> table = new TreeMap<>();
    for (Fault fault : faults()) {
      table.put(fault.name(), failed(fault, ClientCases.all(), LONGER));
    }
    FaultTable.record(table);
  }

  private static Set<String> failed(
      Fault fault, List<ConformanceCase<ClientScene>> cases, Patience patience)
      throws InterruptedException {
    try (ClientStage stage = new ClientStage(InProcessDriver::start, patience, fault.tamper())) {
      RunOptions options =
          new RunOptions(fault.name(), AT_A_TIME, Duration.ofSeconds(60), KnownFailures.NONE);
      return new Runner<>("client", stage, options, RunListener.NONE)
          .run(cases).results().stream()
              .filter(one -> one.verdict() == Verdict.FAILED || one.verdict() == Verdict.WARNED)
              .map(CaseResult::id)
              .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
