package dev.muxwire.server.doctor;

import dev.muxwire.server.backup.Backup;
import dev.muxwire.server.backup.BackupDirectory;
import dev.muxwire.server.config.ServerConfig;
import dev.muxwire.server.tokens.SecretFiles;
import dev.muxwire.server.tokens.TokenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A data directory from outside its store: modes, secrets, free space, what was left behind. May
 * run beside a server.
 */
public final class DirectoryExamination {
  private static final int MOST_SECRET_BYTES = 4096;
  private static final int KEY_BYTES = 32;
  private static final long MIB = 1 << 20;

  /** Below this a disk is as good as full: the store needs some memtables' worth to go on. */
  private static final long LEAST_FREE_BYTES = 256 * MIB;

  private static final Duration OLD_BACKUP = Duration.ofDays(8);
  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rwx------");

  private final Path directory;
  private final List<Finding> findings = new ArrayList<>();

  private DirectoryExamination(Path directory) {
    this.directory = directory;
  }

  /** Examines a directory that is there. */
  public static List<Finding> run(Path directory, Path backups, Instant now) {
    DirectoryExamination examination = new DirectoryExamination(directory);
    examination.examineMode();
    examination.examineToken();
    examination.examineTokens();
    examination.examineKey();
    examination.examineSpace();
    examination.examineBackups(new BackupDirectory(backups), now);
    examination.examineLeftovers();
    return examination.findings;
  }

  private interface Look {
    Finding look() throws IOException;
  }

  /** What cannot even be read is bad. */
  private void look(String subject, String advice, Look look) {
    Finding finding;
    try {
      finding = look.look();
    } catch (SecretFiles.WrongModeException e) {
      finding = Finding.bad(subject, String.valueOf(e.getMessage()), "run what it says");
    } catch (IOException e) {
      finding = Finding.bad(subject, describe(e), advice);
    }
    findings.add(finding);
  }

  private static String describe(IOException failure) {
    boolean isSentence = failure.getClass() == IOException.class && failure.getMessage() != null;
    return isSentence ? String.valueOf(failure.getMessage()) : failure.toString();
  }

  private void examineMode() {
    look(
        "directory",
        "run the command as the server's user",
        () -> {
          Set<PosixFilePermission> mode = Files.getPosixFilePermissions(directory);
          String text = directory + ", mode " + PosixFilePermissions.toString(mode);
          return isOpenToOthers(directory)
              ? Finding.bad(
                  "directory", text + ": open to others", "run `chmod 700 " + directory + "`")
              : Finding.ok("directory", text);
        });
  }

  private static boolean isOpenToOthers(Path path) throws IOException {
    return !OWNERS.containsAll(Files.getPosixFilePermissions(path));
  }

  private void examineToken() {
    Path file = directory.resolve("token");
    look(
        "token",
        "start the server once, and it makes a token",
        () -> {
          byte[] content = SecretFiles.read(file, MOST_SECRET_BYTES);
          String token = new String(content, StandardCharsets.UTF_8).strip();
          return token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')
              ? Finding.bad(
                  "token",
                  file + " does not hold one word",
                  "remove it, and the next start makes a new token")
              : Finding.ok("token", "the owner's, its owner's alone");
        });
  }

  private void examineTokens() {
    Path file = directory.resolve("tokens");
    if (!Files.exists(file)) {
      findings.add(Finding.ok("tokens", "none besides the owner's"));
      return;
    }
    look(
        "tokens",
        "correct the line; until then the server does not start, or goes on with what it knew",
        () -> Finding.ok("tokens", new TokenFile(file).read().tokens().size() + " further tokens"));
  }

  private void examineKey() {
    Path file = directory.resolve("identity.key");
    String advice =
        "put it back from a backup; without it clients get new identities, and requests under way"
            + " end OUTCOME_UNKNOWN";
    look(
        "identity.key",
        advice,
        () -> {
          byte[] key = SecretFiles.read(file, MOST_SECRET_BYTES);
          return key.length < KEY_BYTES
              ? Finding.bad(
                  "identity.key", file + " has " + key.length + " bytes, not " + KEY_BYTES, advice)
              : Finding.ok("identity.key", "the key of client identities, its owner's alone");
        });
  }

  private void examineSpace() {
    look(
        "disk",
        "is it mounted?",
        () -> {
          long free = Files.getFileStore(directory).getUsableSpace();
          String text = free / MIB + " MiB free";
          return free < LEAST_FREE_BYTES
              ? Finding.warn(
                  "disk",
                  text + ", less than " + LEAST_FREE_BYTES / MIB,
                  "free some space: a full disk refuses all changes")
              : Finding.ok("disk", text);
        });
  }

  private void examineBackups(BackupDirectory backups, Instant now) {
    look(
        "backups",
        "look at the directory; `muxwire backup list` tells what is in it",
        () -> {
          List<Backup> all = backups.list();
          if (all.isEmpty()) {
            return Finding.warn("backups", "none in " + backups.path(), "`muxwire backup`");
          }
          if (isOpenToOthers(backups.path())) {
            return Finding.bad(
                "backups",
                backups.path() + " is open to others, and holds tokens and keys",
                "run `chmod 700 " + backups.path() + "`");
          }
          for (Backup backup : all) {
            if (backup.problem() != null) {
              return Finding.bad(
                  "backups",
                  "backup " + backup.id() + ": " + backup.problem(),
                  "delete it: `muxwire backup delete " + backup.id() + "`");
            }
          }
          return ageOf(all, backups.path(), now);
        });
  }

  private static Finding ageOf(List<Backup> all, Path path, Instant now) {
    Instant newest = Instant.ofEpochMilli(all.get(all.size() - 1).createdAtMs());
    String text = all.size() + " in " + path + ", the newest of " + newest;
    return newest.isBefore(now.minus(OLD_BACKUP))
        ? Finding.warn("backups", text, "`muxwire backup`; does the timer still run?")
        : Finding.ok("backups", text);
  }

  private void examineLeftovers() {
    look(
        "leftovers",
        "run the command as the server's user",
        () -> {
          List<String> found = new ArrayList<>(leftIn(directory));
          found.addAll(leftIn(directory.resolve("store")));
          found.addAll(besides());
          return found.isEmpty()
              ? Finding.ok("leftovers", "none")
              : Finding.warn(
                  "leftovers",
                  String.join(", ", found),
                  "look at them, and remove what nobody misses");
        });
  }

  /** Drafts of a crash; what the store set aside. */
  private static List<String> leftIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(
              entry ->
                  entry.getFileName().toString().endsWith(".new")
                      || entry.getFileName().toString().startsWith("damaged-"))
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }

  /** What restores left beside it. */
  private List<String> besides() throws IOException {
    Path parent = directory.getParent();
    if (parent == null || !Files.isReadable(parent)) {
      return List.of();
    }
    String name = String.valueOf(directory.getFileName());
    try (Stream<Path> entries = Files.list(parent)) {
      return entries
          .filter(
              entry ->
                  entry.getFileName().toString().startsWith(name + ".before-restore-")
                      || entry.getFileName().toString().startsWith(name + ".restoring-"))
          .map(DirectoryExamination::describe)
          .sorted()
          .toList();
    }
  }

  /** A restore that was killed may have left the only names of backups there. */
  private static String describe(Path left) {
    return Files.isDirectory(left.resolve(ServerConfig.BACKUPS))
        ? left + " (with backups)"
        : left.toString();
  }
}
