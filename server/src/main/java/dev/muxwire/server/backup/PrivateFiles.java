package dev.muxwire.server.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Private files that are on disk when a method returns. */
final class PrivateFiles {
  private PrivateFiles() {}

  /** Makes a directory of mode 0700, with its parents; one that is there is left as it is. */
  static void makeDirectory(Path directory) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /**
   * Copies a file into a new one of mode 0600.
   *
   * @return the SHA-256 of what was copied, in hex
   */
  static String copy(Path from, Path to) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(from)) {
      write(to, out -> in.transferTo(new DigestOutputStream(out, digest)));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static void write(Path file, byte[] content) throws IOException {
    write(file, out -> out.write(content));
  }

  /** Puts a file into a directory whole or not at all, in the place of one that is there. */
  static void replace(Path directory, String name, byte[] content) throws IOException {
    Path unfinished = directory.resolve(name + ".new");
    Files.deleteIfExists(unfinished);
    write(unfinished, content);
    Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    syncNames(directory);
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private static void write(Path file, Content content) throws IOException {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, options, mode)) {
      content.writeTo(Channels.newOutputStream(channel));
      channel.force(true);
    }
  }

  /** The SHA-256 of a file's content, in hex. */
  static String hash(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Makes new, moved and removed names of a directory durable. */
  static void syncNames(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Deletes a directory with what is in it, never following links; one that is not there too. */
  static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(directory)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
