package dev.muxwire.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.conformance.broken.Faults;
import dev.muxwire.conformance.broken.NamedFault;
import dev.muxwire.conformance.server.ServerScene;
import dev.muxwire.conformance.server.ServerSuite;
import dev.muxwire.conformance.server.watch.Watcher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Every case, and every watcher, catches a server that is broken on purpose. */
final class BiteTest {
  /** Cases that wait too long to be broken in every build; they are of {@code --slow}. */
  private static final Map<String, String> SLOW =
      Map.of(
          "chunk/idle", "tells-internal-for-timed-out",
          "history/search/progress", "tells-no-progress",
          "flow/silence/closed", "closes-with-1011");

  /** With the connections of their cases these stay below what one token may have. */
  private static final int FAULTS_AT_A_TIME = 3;

  @TempDir private Path directory;

  private static Map<String, NamedFault> faults() {
    Map<String, NamedFault> byName = new LinkedHashMap<>();
    for (Faults.Group group : Faults.groups()) {
      group.faults().forEach(fault -> byName.put(fault.name(), fault));
    }
    return byName;
  }

  @Test
  void everyCaseAndWatcher_isInTheTable() throws IOException {
    Set<String> bites = Bites.read().all();
    Set<String> cases =
        ServerSuite.cases().stream()
            .map(ConformanceCase::id)
            .filter(id -> !SLOW.containsKey(id))
            .collect(Collectors.toCollection(TreeSet::new));
    Stream.concat(
            Watcher.all().stream().map(Watcher::id),
            Stream.of("watch/chunks", "watch/compression", "watch/tables"))
        .forEach(cases::add);
    cases.removeAll(bites);
    assertThat(cases).as("cases that no broken server shows to bite").isEmpty();
    assertThat(faults().keySet()).containsAll(Bites.read().faults());
  }

  /** Not the whole table, which takes long: of each case the fault that is most its own. */
  @Test
  void brokenServer_isCaughtByTheCasesOfTheTable() throws Exception {
    Map<String, Set<String>> passed = new ConcurrentSkipListMap<>();
    ExecutorService pool = Executors.newFixedThreadPool(FAULTS_AT_A_TIME);
    try (ServerOfTests server = new ServerOfTests(directory)) {
      List<Future<?>> running = new ArrayList<>();
      for (Map.Entry<String, Set<String>> row : Bites.read().few(1).entrySet()) {
        running.add(
            pool.submit(
                () -> {
                  Set<String> missed = missed(server, row.getKey(), row.getValue());
                  if (!missed.isEmpty()) {
                    passed.put(row.getKey(), missed);
                  }
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(passed).as("faults, and the cases that did not catch them").isEmpty();
  }

  private static Set<String> missed(ServerOfTests server, String name, Set<String> ids)
      throws Exception {
    NamedFault fault = Objects.requireNonNull(faults().get(name), name);
    Set<String> missed = new TreeSet<>(ids);
    missed.removeAll(BiteRun.caught(BiteRun.run(server, fault, cases(ids))));
    if (!missed.isEmpty()) { // on a busy machine a fault may have come too late to matter
      missed.removeAll(BiteRun.caught(BiteRun.run(server, fault, cases(ids))));
    }
    return missed;
  }

  /** Two minutes. */
  @Test
  @EnabledIfSystemProperty(named = "muxwire.conformance.slow", matches = "true")
  void slowCase_catchesItsFault() throws Exception {
    try (ServerOfTests server = new ServerOfTests(directory)) {
      for (Map.Entry<String, String> row : SLOW.entrySet()) {
        NamedFault fault = Objects.requireNonNull(faults().get(row.getValue()), row.getValue());
        RunReport report = BiteRun.runSlowly(server, fault, cases(Set.of(row.getKey())));
        assertThat(BiteRun.caught(report)).as(row.toString()).contains(row.getKey());
      }
    }
  }

  private static List<ConformanceCase<ServerScene>> cases(Set<String> ids) {
    return ServerSuite.cases().stream().filter(one -> ids.contains(one.id())).toList();
  }

  /** Runs every fault against all cases that look there, and writes the table anew. */
  @Test
  @EnabledIfSystemProperty(named = "muxwire.conformance.record", matches = "true")
  void table_isRecorded() throws Exception {
    Map<String, Set<String>> table = new LinkedHashMap<>();
    for (Faults.Group group : Faults.groups()) {
      List<ConformanceCase<ServerScene>> cases =
          ServerSuite.cases().stream().filter(group::looksThere).toList();
      for (NamedFault fault : group.faults()) {
        try (ServerOfTests server = new ServerOfTests(directory.resolve(fault.name()))) {
          Set<String> caught = BiteRun.caught(BiteRun.run(server, fault, cases));
          if (!caught.isEmpty()) {
            table.put(fault.name(), caught);
          }
        }
      }
    }
    new Bites(table).write();
  }
}
