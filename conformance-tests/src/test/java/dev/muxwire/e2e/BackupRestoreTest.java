package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Backup;
import dev.muxwire.client.ChangeSet;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.WorkspaceView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A live server is backed up under writes, goes on, dies, and comes back as of the backup. */
final class BackupRestoreTest {
  private static final int SECONDS = 30;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ENOUGH = 200;
  private static final int BYTES_BEFORE = 300_000;
  private static final int BYTES_AFTER = 200_000;

  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private Installation installation;

  @BeforeEach
  void begin(@TempDir Path directory) {
    installation = new Installation(directory);
  }

  @AfterEach
  void end() throws Exception {
    installation.close();
  }

  private ServerProcess serve() throws Exception {
    ServerProcess server = installation.server("serve", 0);
    installation
        .client(server.uri())
        .createWorkspace(Installation.WORKSPACE)
        .get(SECONDS, TimeUnit.SECONDS);
    return server;
  }

  private static Mutation record(String id) {
    return Mutation.builder().create(EntityKind.RECORD, id, Map.of("type", "counted")).build();
  }

  private void writeOnAndOn(MuxwireClient client) {
    String id = "record-" + numbers.incrementAndGet();
    client
        .mutate(Installation.WORKSPACE, record(id))
        .whenComplete(
            (result, failure) -> {
              if (failure == null) {
                acknowledged.add(id);
              } else {
                failures.add(failure);
              }
              if (failure == null && !stopping.get()) {
                writeOnAndOn(client);
              } else {
                stopped.set(true);
              }
            });
  }

  private void awaitWrites(int count) {
    Awaitility.await(count + " writes")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> acknowledged.size() >= count || !failures.isEmpty());
  }

  private void stopWriting() {
    stopping.set(true);
    Awaitility.await("the writer stops").atMost(PATIENCE).untilTrue(stopped);
    assertThat(failures).isEmpty();
  }

  private static Set<String> records(WorkspaceView view) {
    return view.ofKind(EntityKind.RECORD).stream().map(Entity::id).collect(Collectors.toSet());
  }

  private String data() {
    return installation.dataDirectory().toString();
  }

  private CommandResult restore(String... more) {
    return installation.run(
        Stream.concat(Stream.of("restore", "--data-dir", data()), Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void state_isAsOfTheBackup_andWhoSawMoreIsReset() throws Exception {
    ServerProcess server = serve();
    MuxwireClient writer = installation.client(server.uri());
    MuxwireClient old = installation.client(server.uri());
    WorkspaceReplica replica = old.subscribe(Installation.WORKSPACE, SubscribeOptions.all());
    writeOnAndOn(writer);
    awaitWrites(ENOUGH);

    Set<String> before = Set.copyOf(acknowledged);
    Backup backup = old.createBackup().get(SECONDS, TimeUnit.SECONDS);
    final int begunBy = numbers.get();
    awaitWrites(acknowledged.size() + ENOUGH);
    stopWriting();
    MutationResult last =
        old.mutate(Installation.WORKSPACE, record("after")).get(SECONDS, TimeUnit.SECONDS);
    final WorkspaceView seen = replica.atLeast(last.revision()).get(SECONDS, TimeUnit.SECONDS);
    List<ChangeSet> changes = new CopyOnWriteArrayList<>();
    replica.addListener((view, difference) -> changes.add(difference));
    Awaitility.await().until(() -> changes.size() == 1); // all that is there, as added

    server.kill();
    CompletableFuture<MutationResult> queued =
        old.mutate(
            Installation.WORKSPACE,
            Mutation.builder()
                .base(seen)
                .create(EntityKind.RECORD, "stale", Map.of("type", "counted"))
                .build());
    assertThat(restore("latest").exitCode()).isEqualTo(1);
    CommandResult restored = restore("" + backup.id(), "--replace", "--json");
    assertThat(restored.exitCode()).as(restored.err()).isZero();
    CommandResult examined = installation.run("doctor", "--data-dir", data());
    assertThat(examined.exitCode()).as(examined.text()).isZero();
    assertThat(examined.text()).contains("workspace main").doesNotContain("BAD");
    server.restart();

    assertThatThrownBy(() -> queued.get(SECONDS, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            MuxwireException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.STALE_BASE));
    Awaitility.await("the replica is reset").atMost(PATIENCE).until(() -> changes.size() == 2);
    Set<String> now = records(replica.view());
    assertThat(now).containsAll(before).doesNotContain("after", "stale");
    assertThat(now).allMatch(id -> Integer.parseInt(id.split("-")[1]) <= begunBy);
    ChangeSet reset = changes.get(1);
    assertThat(reset.added()).isEmpty();
    assertThat(reset.changed()).isEmpty();
    Set<String> lost = new HashSet<>(records(seen));
    lost.removeAll(now);
    assertThat(reset.removed().stream().map(Entity::id)).containsExactlyInAnyOrderElementsOf(lost);

    old.mutate(Installation.WORKSPACE, record("anew")).get(SECONDS, TimeUnit.SECONDS);
    System.out.printf(
        "%d records acknowledged before, %d in the backup, %d at the end%n",
        before.size(), now.size(), seen.ofKind(EntityKind.RECORD).size());
  }

  @Test
  void terminalOutput_isAsOfTheBackup_inANewEpoch() throws Exception {
    ServerProcess server = serve();
    MuxwireClient client = installation.client(server.uri());
    MuxwireClient hostClient =
        MuxwireClient.connect(installation.clientOptions(server.uri()).build());
    PublishingHost host = new PublishingHost(hostClient, Installation.WORKSPACE);
    String id = Terminals.open(client, TerminalSpec.builder().build());
    host.print(BYTES_BEFORE);
    awaitDurable(client, BYTES_BEFORE);
    final long epoch = epochOf(client);
    client.createBackup().get(SECONDS, TimeUnit.SECONDS);
    host.print(BYTES_AFTER);
    awaitDurable(client, BYTES_BEFORE + BYTES_AFTER);

    hostClient.close();
    server.kill();
    assertThat(restore("--replace").exitCode()).isZero();
    server.restart();

    awaitDurable(client, BYTES_BEFORE);
    assertThat(epochOf(client)).isNotEqualTo(epoch);
    HashingViewer viewer = new HashingViewer();
    client
        .attach(Installation.WORKSPACE, id, AttachOptions.builder().fromStart().build())
        .subscribe(viewer);
    Awaitility.await("all output").atMost(PATIENCE).until(() -> viewer.received() == BYTES_BEFORE);
  }

  private static void awaitDurable(MuxwireClient client, long bytes) {
    Awaitility.await(bytes + " durable bytes")
        .atMost(PATIENCE)
        .until(
            () ->
                client
                        .serverStatus()
                        .get(SECONDS, TimeUnit.SECONDS)
                        .workspaces()
                        .get(0)
                        .terminals()
                        .get(0)
                        .durableEnd()
                    == bytes);
  }

  private static long epochOf(MuxwireClient client) throws Exception {
    return client
        .serverStatus()
        .get(SECONDS, TimeUnit.SECONDS)
        .workspaces()
        .get(0)
        .terminals()
        .get(0)
        .logEpoch();
  }

  @Test
  void changedBackup_isRefused_namingTheFile_andNothingIsTouched() throws Exception {
    ServerProcess server = serve();
    assertThat(installation.run("backup").exitCode()).isZero();
    server.kill();
    Path table;
    try (Stream<Path> files = Files.walk(installation.dataDirectory().resolve("backups/store"))) {
      table = files.filter(file -> file.toString().endsWith(".sst")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(table);
    bytes[bytes.length / 3] ^= 1;
    Files.write(table, bytes);
    final String token = installation.token();

    CommandResult refused = restore("--replace");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains(table.toString(), "not as it was written");
    assertThat(installation.token()).isEqualTo(token);
    try (Stream<Path> left = Files.list(installation.root())) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.contains("restor"));
    }
    server.restart();
  }

  @Test
  void serverThatRuns_isNotReplaced() throws Exception {
    ServerProcess server = serve();
    assertThat(installation.run("backup", "--json").exitCode()).isZero();
    CommandResult refused = restore("--replace");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("a server runs for " + data());
    assertThat(server.isAlive()).isTrue();
  }

  @Test
  void commands_listKeepAndDelete() throws Exception {
    serve();
    assertThat(installation.run("backup").text()).contains("backup 1, ", data());
    assertThat(installation.run("backup").text()).contains("backup 2, ");
    assertThat(installation.run("backup", "--json").text()).contains("\"id\":3");
    assertThat(installation.run("backup", "list").text().lines()).hasSize(4);
    assertThat(installation.run("backup", "delete", "--keep", "2").err())
        .contains("deleted backup 1.");
    assertThat(installation.run("backup", "delete", "3", "--json").text())
        .isEqualTo("{\"deleted\":[3]}\n");
    assertThat(installation.run("backup", "delete", "3").exitCode()).isEqualTo(5);
    assertThat(installation.run("backup", "delete").exitCode()).isEqualTo(2);
    assertThat(installation.run("restore", "7", "--data-dir", data()).exitCode()).isEqualTo(1);
    CommandResult list = installation.run("backup", "list", "--data-dir", data(), "--json");
    assertThat(list.text()).contains("\"id\":2").doesNotContain("\"id\":1,", "\"id\":3");
  }
}
