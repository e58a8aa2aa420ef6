package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.TerminalExit;
import dev.muxwire.client.TerminalSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assumptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server whose disk is full, or refuses writes. The disk is a file system of its own, in a mount
 * namespace; where that is not allowed (unprivileged containers) these tests are skipped.
 */
final class StorageTroubleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int PAYLOAD_BYTES = 900_000;
  private static final int FLOOD_BYTES = 20 << 20;

  /**
   * What has to be free again: the database first writes out what memory holds, which may be two
   * memtables of 16 MiB, beside a new log of writes of the size of one, whose room is taken before
   * it is used.
   */
  private static final int ROOM_MIB = 64;

  private Installation installation;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    installation = new Installation(directory);
    Files.createDirectories(installation.dataDirectory());
    Process allowed = new ProcessBuilder("unshare", "-rm", "true").start();
    Assumptions.assumeThat(allowed.waitFor()).as("mount namespaces are allowed").isZero();
  }

  @AfterEach
  void end() throws Exception {
    installation.close();
  }

  /** Starts a server on a disk with {@link #ROOM_MIB} more than it shall have at first. */
  private Process serveOnDisk(int mib) {
    String data = installation.dataDirectory().toString();
    int size = mib + ROOM_MIB;
    return serveOn("mount -t tmpfs -o size=" + size + "m,mode=0700 tmpfs '" + data + "'");
  }

  /** Takes {@link #ROOM_MIB} away, until it is deleted. */
  private Path takeRoom(Process server) throws IOException {
    return Files.write(dataOf(server).resolve("ballast"), new byte[ROOM_MIB << 20]);
  }

  /** Starts a server on what a mount command put in the place of its data directory. */
  private Process serveOn(String mount) {
    List<String> serve =
        MuxwireJar.command(
            List.of(),
            List.of(
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--data-dir",
                installation.dataDirectory().toString()));
    List<String> command = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c"));
    command.add(mount + " && exec \"$@\"");
    command.add("sh");
    command.addAll(serve);
    return installation.start(command, "serve");
  }

  /** The server's data directory, as the server sees it. */
  private Path dataOf(Process server) {
    String data = installation.dataDirectory().toString();
    return Path.of("/proc", Long.toString(server.pid()), "root", data);
  }

  private MuxwireClient connect(Process server) throws IOException {
    Path data = dataOf(server);
    URI uri =
        Awaitility.await("the server listens")
            .atMost(PATIENCE)
            .until(() -> listening(data.resolve("server.json")), Optional::isPresent)
            .orElseThrow();
    String token = Files.readString(data.resolve("token")).strip();
    return installation.closeLater(
        MuxwireClient.connect(ClientOptions.builder(uri).token(token).build()));
  }

  private static Optional<URI> listening(Path description) throws IOException {
    return Files.exists(description)
        ? Optional.of(RunningFile.read(description).url())
        : Optional.empty();
  }

  private static long put(MuxwireClient client, String id) throws Exception {
    byte[] payload = new byte[PAYLOAD_BYTES];
    ThreadLocalRandom.current().nextBytes(payload); // of the size that it has, on the disk too
    Mutation mutation =
        Mutation.builder()
            .create(EntityKind.RECORD, id, Map.of("type", "ballast", "payload", payload))
            .build();
    return client.mutate(Installation.WORKSPACE, mutation).get(30, TimeUnit.SECONDS).revision();
  }

  /** Why it was refused; empty: it is stored. */
  private static Optional<ErrorCode> refusalOf(MuxwireClient client, String id) throws Exception {
    try {
      put(client, id);
      return Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MuxwireException refusal) {
        return Optional.of(refusal.code());
      }
      throw e;
    }
  }

  @Test
  void fullDisk_refusesChanges_keepsWhatWas_andTakesThemAgainWhenThereIsRoom() throws Exception {
    Process server = serveOnDisk(34);
    MuxwireClient client = connect(server);
    client.createWorkspace(Installation.WORKSPACE).get(30, TimeUnit.SECONDS);
    Path ballast = takeRoom(server);
    List<String> stored = new ArrayList<>();
    String refused = "";
    for (int i = 0; i < 80 && refused.isEmpty(); i++) {
      String id = "r" + i;
      Optional<ErrorCode> refusal = refusalOf(client, id);
      if (refusal.isEmpty()) {
        stored.add(id);
      } else {
        assertThat(refusal).contains(ErrorCode.STORAGE);
        refused = id;
      }
    }
    assertThat(refused).isNotEmpty();
    assertThat(client.get(Installation.WORKSPACE, stored.subList(0, 3)).get(30, TimeUnit.SECONDS))
        .hasSize(3); // a neighbour reads on
    Files.delete(ballast);
    Awaitility.await("it takes changes again")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> refusalOf(client, "after").isEmpty());
    assertThat(client.get(Installation.WORKSPACE, List.of(refused)).get(30, TimeUnit.SECONDS))
        .isEmpty();
    for (String id : stored) {
      assertThat(client.get(Installation.WORKSPACE, List.of(id)).get(30, TimeUnit.SECONDS))
          .hasSize(1);
    }
  }

  @Test
  void fullDisk_holdsBackOutput_andTakesItAgainInOrderWhenThereIsRoom() throws Exception {
    Process server = serveOnDisk(24);
    MuxwireClient client = connect(server);
    client.createWorkspace(Installation.WORKSPACE).get(30, TimeUnit.SECONDS);
    Path ballast = takeRoom(server);
    PublishingHost host = new PublishingHost(connect(server), Installation.WORKSPACE);
    TerminalSpec spec =
        TerminalSpec.builder().terminalId("flood").retentionBytes(2L * FLOOD_BYTES).build();
    client.openTerminal(Installation.WORKSPACE, spec).get(30, TimeUnit.SECONDS);
    HashingViewer viewer = new HashingViewer();
    AttachOptions all = AttachOptions.builder().fromStart().lossless().readOnly(true).build();
    installation.closeLater(client.attach(Installation.WORKSPACE, "flood", all)).subscribe(viewer);
    CompletableFuture<Void> printed = CompletableFuture.runAsync(() -> print(host));
    Awaitility.await("the terminal's log has failed")
        .atMost(PATIENCE)
        .until(() -> viewer.received() > 0 && !isReachable(client, "flood"));
    Files.delete(ballast);
    printed.get(90, TimeUnit.SECONDS);
    assertThat(viewer.exit().get(30, TimeUnit.SECONDS).reason())
        .isEqualTo(TerminalExit.Reason.EXITED);
    assertThat(viewer.received()).isEqualTo(FLOOD_BYTES); // in order, nothing twice
  }

  private static void print(PublishingHost host) {
    try {
      host.print(FLOOD_BYTES);
      host.exit();
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private static boolean isReachable(MuxwireClient client, String terminal) throws Exception {
    return client.serverStatus().get(30, TimeUnit.SECONDS).workspaces().stream()
        .flatMap(workspace -> workspace.terminals().stream())
        .allMatch(each -> !each.terminalId().equals(terminal) || each.reachable());
  }

  @Test
  void backupDisk_thatIsTooSmall_isRefused_withPathAndCause_andNothingIsLeft() throws Exception {
    Path backups = installation.dataDirectory().resolve("backups");
    Files.createDirectories(backups);
    Process server = serveOn("mount -t tmpfs -o size=4m,mode=0700 tmpfs '" + backups + "'");
    MuxwireClient client = connect(server);
    client.createWorkspace(Installation.WORKSPACE).get(30, TimeUnit.SECONDS);
    for (int i = 0; i < 8; i++) {
      put(client, "r" + i);
    }
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> client.createBackup().get(30, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(
              MuxwireException.class,
              refusal -> {
                assertThat(refusal.code()).isEqualTo(ErrorCode.STORAGE);
                assertThat(refusal).hasMessageContaining(backups.toString());
                assertThat(refusal).hasMessageContaining("Free some disk space");
              });
    }
    assertThat(dataOf(server).resolve("backups/files")).isEmptyDirectory();
    assertThat(refusalOf(client, "after")).isEmpty();
  }

  @Test
  void readOnlyDisk_failsAtTheStart_inWords() throws Exception {
    String data = "'" + installation.dataDirectory() + "'";
    Process server =
        serveOn("mount --bind " + data + " " + data + " && mount -o remount,ro,bind " + data);
    assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).isEqualTo(1);
    assertThat(Files.readString(installation.root().resolve("serve.err")))
        .contains("cannot start", "Read-only file system")
        .doesNotContain("\tat ");
  }
}
