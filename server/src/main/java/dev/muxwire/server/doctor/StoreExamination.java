package dev.muxwire.server.doctor;

import dev.muxwire.server.config.Limits;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.storage.rocksdb.OfflineLogStore;
import dev.muxwire.server.storage.rocksdb.StoreCheck;
import dev.muxwire.server.storage.rocksdb.StoreLock;
import dev.muxwire.server.terminal.OutputAudit;
import dev.muxwire.server.terminal.TerminalLogs;
import dev.muxwire.server.workspace.StateAudit;
import dev.muxwire.server.workspace.StateStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;

/**
 * A store that no server has open: its tables' checksums, every record of every log, the fold of
 * every workspace. Reads everything that is stored, and changes nothing.
 */
public final class StoreExamination {
  private static final String WORKSPACES = "workspace/";
  private static final String STATE = "/state";
  private static final String TERMINAL = "/terminal/";
  private static final String TOMBSTONES = "deleted/";
  private static final String RESTORE =
      "restore the latest backup: `muxwire restore latest --data-dir DIR --replace`";

  private static final String AS_SERVER = "run the command as the server's user";

  private final OfflineLogStore store;
  private final Limits limits;
  private final List<Finding> findings;
  private final Steps steps = new Steps();

  private StoreExamination(OfflineLogStore store, Limits limits, List<Finding> findings) {
    this.store = store;
    this.limits = limits;
    this.findings = findings;
  }

  /** Reads are told one after the other, not each inside the one before. */
  private static final class Steps implements Executor {
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    @Override
    public void execute(Runnable step) {
      waiting.add(step);
    }

    void runAll() {
      for (Runnable step = waiting.poll(); step != null; step = waiting.poll()) {
        step.run();
      }
    }
  }

  /**
   * Examines the store of a data directory.
   *
   * @param directory the store's, "store" in the data directory
   */
  public static List<Finding> run(Path directory, Limits limits) {
    List<Finding> findings = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      findings.add(Finding.warn("store", directory + " is not there", "the first start makes it"));
      return findings;
    }
    findings.add(mode(directory));
    try (StoreLock held = StoreLock.takeIfThere(directory)) {
      examineLocked(directory, held, limits, findings);
    } catch (LogStoreException e) {
      findings.add(unreadable(e));
    } catch (IOException e) {
      findings.add(Finding.bad("store", e.toString(), AS_SERVER));
    }
    return findings;
  }

  /** Held to the end: a server that began in between would change what is read. */
  private static void examineLocked(
      Path directory, StoreLock held, Limits limits, List<Finding> findings) {
    StoreCheck.Report report = StoreCheck.check(directory, held, finding -> {});
    findings.addAll(describe(report));
    try (OfflineLogStore store = new OfflineLogStore(directory)) {
      new StoreExamination(store, limits, findings).examine();
    } catch (LogStoreException e) {
      findings.add(Finding.bad("store", String.valueOf(e.getMessage()), RESTORE));
    }
  }

  private static Finding unreadable(LogStoreException failure) {
    String message = String.valueOf(failure.getMessage());
    return switch (failure.reason()) {
      case IN_USE -> Finding.warn("store", "a server has it open", "stop it to have it examined");
      case INACCESSIBLE -> Finding.bad("store", message, AS_SERVER);
      case UNSUPPORTED_FORMAT -> Finding.bad("store", message, "do as it says");
      case DAMAGED, FULL, CLOSED -> Finding.bad("store", message, RESTORE);
    };
  }

  private static List<Finding> describe(StoreCheck.Report report) {
    if (report.isSound()) {
      return List.of(
          Finding.ok(
              "checksums",
              "format %d, %d tables, %d logs, %d MiB: all as it was written"
                  .formatted(
                      report.format(), report.tables(), report.logs(), mebibytes(report.bytes()))));
    }
    return report.damaged().stream()
        .map(each -> Finding.bad("checksums", each.name() + ": " + each.damaged(), RESTORE))
        .toList();
  }

  private static long mebibytes(long bytes) {
    return (bytes + (1 << 20) - 1) >> 20;
  }

  private static Finding mode(Path directory) {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(directory);
      boolean isPrivate = PosixFilePermissions.fromString("rwx------").containsAll(mode);
      String text = directory + ", mode " + PosixFilePermissions.toString(mode);
      return isPrivate
          ? Finding.ok("store", text)
          : Finding.bad("store", text + ": open to others", "run `chmod 700 " + directory + "`");
    } catch (IOException e) {
      return Finding.bad("store", e.toString(), AS_SERVER);
    }
  }

  private void examine() {
    Set<String> deleted = new TreeSet<>();
    store.list(TOMBSTONES).forEach(log -> deleted.add(log.substring(TOMBSTONES.length())));
    for (String log : store.list(WORKSPACES)) {
      String name = log.substring(WORKSPACES.length());
      if (name.endsWith(STATE)) {
        String workspace = name.substring(0, name.length() - STATE.length());
        if (!deleted.contains(workspace) && !workspace.contains("/")) {
          examineWorkspace(workspace);
        }
      }
    }
    for (String name : deleted) {
      findings.add(
          Finding.warn(
              "workspace " + name,
              "its deletion is not finished",
              "start the server, which goes on with it"));
    }
  }

  private void examineWorkspace(String name) {
    String subject = "workspace " + name;
    String prefix = WORKSPACES + name;
    try {
      StateAudit.run(
          StateStorage.durable(store, prefix),
          limits,
          steps,
          report -> findings.add(describe(subject, report)));
      steps.runAll();
      String linesPrefix = TerminalLogs.linesPrefix(prefix + TERMINAL);
      Set<String> indexes = Set.copyOf(store.list(linesPrefix));
      for (String log : store.list(prefix + TERMINAL)) {
        String id = TerminalLogs.idOf(log, prefix + TERMINAL);
        String index = linesPrefix + log.substring((prefix + TERMINAL).length());
        OutputAudit.run(
            store.open(log, steps),
            indexes.contains(index) ? store.open(index, steps) : null,
            report -> findings.add(describe("terminal " + name + "/" + id, report)));
        steps.runAll();
      }
    } catch (LogStoreException e) {
      findings.add(Finding.bad(subject, String.valueOf(e.getMessage()), RESTORE));
    }
  }

  private static Finding describe(String subject, StateAudit.Report report) {
    String text = report.entities() + " entities at revision " + report.revision();
    if (report.problem() != null) {
      return Finding.bad(
          subject,
          "folds up to revision " + report.revision() + ": " + report.problem().message(),
          RESTORE);
    }
    return report.dangling().isEmpty()
        ? Finding.ok(subject, text)
        : Finding.bad(
            subject,
            text
                + "; "
                + report.dangling().size()
                + " references to nothing, such as: "
                + report.dangling().get(0),
            "remove or correct these entities in a client, and tell us: it should not be possible");
  }

  private static Finding describe(String subject, OutputAudit.Report report) {
    if (report.problem() != null) {
      return Finding.bad(subject, report.problem(), RESTORE);
    }
    String text =
        "bytes %d to %d, %s%s%s"
            .formatted(
                report.retainedFrom(),
                report.end(),
                report.epochs() == 1 ? "1 epoch" : report.epochs() + " epochs",
                report.holes() == 0 ? "" : ", " + report.holes() + " holes",
                report.exited() ? ", ended" : "");
    return Finding.ok(subject, report.epochs() == 0 ? "a name without output yet" : text);
  }
}
