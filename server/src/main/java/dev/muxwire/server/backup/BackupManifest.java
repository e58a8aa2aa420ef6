package dev.muxwire.server.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a backup says of itself, and the checksums of its small files; the logs have their own. Text
 * that a person can read, whose last line tells whether it is whole:
 *
 * <pre>
 *   created 1764054036123
 *   bytes 73400320
 *   server muxwire/0.1.0
 *   logs 5994471a…
 *   file 9f86d081… token
 *   file 60303ae2… store/FORMAT
 *   sha256 fd61a03a…
 * </pre>
 *
 * @param createdAtMs milliseconds since the Unix epoch
 * @param bytes what a restore writes
 * @param server the program that made it
 * @param logs SHA-256 in hex of the list of the logs' files, which has their checksums
 * @param files SHA-256 in hex, by path in the data directory
 */
record BackupManifest(
    long createdAtMs, long bytes, String server, String logs, Map<String, String> files) {
  static final String FILE_NAME = "MANIFEST";
  private static final int MOST_BYTES = 64 * 1024;
  private static final String SEAL = "sha256 ";

  BackupManifest {
    files = new TreeMap<>(files);
  }

  byte[] encode() {
    StringBuilder text = new StringBuilder();
    text.append("created ").append(createdAtMs).append('\n');
    text.append("bytes ").append(bytes).append('\n');
    text.append("server ").append(server).append('\n');
    text.append("logs ").append(logs).append('\n');
    files.forEach(
        (path, hash) -> text.append("file ").append(hash).append(' ').append(path).append('\n'));
    String seal = sealOf(text.toString());
    return text.append(SEAL).append(seal).append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String sealOf(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(PrivateFiles.sha256().digest(bytes));
  }

  /**
   * Reads it from the folder of a backup.
   *
   * @throws BackupException DAMAGED, names the file
   */
  static BackupManifest read(Path folder) throws IOException {
    Path file = folder.resolve(FILE_NAME);
    if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
      throw damaged(file, "is not there, or too large");
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    int end = text.lastIndexOf(SEAL);
    if (end < 0 || !text.substring(end).equals(SEAL + sealOf(text.substring(0, end)) + "\n")) {
      throw damaged(file, "is not as it was written");
    }
    try {
      return parse(text.substring(0, end).lines().toList());
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw damaged(file, "has a line that this version does not know");
    }
  }

  private static BackupManifest parse(List<String> lines) {
    Map<String, String> files = new TreeMap<>();
    List<String> head = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.split(" ", 3);
      if (words[0].equals("file")) {
        files.put(words[2], words[1]);
      } else {
        head.add(words[1]);
      }
    }
    return new BackupManifest(
        Long.parseLong(head.get(0)), Long.parseLong(head.get(1)), head.get(2), head.get(3), files);
  }

  private static BackupException damaged(Path file, String what) {
    return new BackupException(BackupException.Reason.DAMAGED, file + " " + what);
  }
}
