package dev.muxwire.server.tokens;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * Files that must not be everybody's, as ssh sees it: what others could read is not a secret any
 * more, and what they could write is not ours. Only regular files are judged: a pipe, such as a
 * shell's {@code <(...)}, has no mode that means anything.
 */
public final class SecretFiles {
  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);
  private static final Set<PosixFilePermission> TO_WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private SecretFiles() {}

  /** A file has a mode that is not to be; the message tells path, mode and what to run. */
  public static final class WrongModeException extends IOException {
    private static final long serialVersionUID = 1L;

    private WrongModeException(String message) {
      super(message);
    }
  }

  /**
   * Reads a secret, which its owner alone may read and write.
   *
   * @param mostBytes a larger file is refused
   * @throws WrongModeException others may read or write it, or this user may not
   * @throws IOException it is not there, or cannot be read
   */
  public static byte[] read(Path file, int mostBytes) throws IOException {
    refuse(file, OF_OTHERS, "open to others", "600");
    return content(file, mostBytes, "600");
  }

  /** Reads a file that is no secret, but whose content decides who comes in. Fails as above. */
  static byte[] readGuarded(Path file, int mostBytes) throws IOException {
    refuse(file, TO_WRITE, "writable by others", "go-w");
    return content(file, mostBytes, "u+r");
  }

  private static void refuse(
      Path file, Set<PosixFilePermission> forbidden, String what, String remedy)
      throws IOException {
    if (Files.isRegularFile(file)
        && Files.getPosixFilePermissions(file).stream().anyMatch(forbidden::contains)) {
      throw new WrongModeException(
          "%s is %s (mode %s): run `chmod %s %s`".formatted(file, what, mode(file), remedy, file));
    }
  }

  private static byte[] content(Path file, int mostBytes, String remedy) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(mostBytes + 1);
      if (bytes.length > mostBytes) {
        throw new IOException(file + " has more than " + mostBytes + " bytes");
      }
      return bytes;
    } catch (AccessDeniedException e) {
      if (!Files.exists(file)) {
        throw e; // a directory above it, whose mode is another matter
      }
      throw new WrongModeException(
          "%s may not be read (mode %s, owner %s): run `chmod %s %s`"
              .formatted(file, mode(file), Files.getOwner(file), remedy, file));
    }
  }

  private static String mode(Path file) throws IOException {
    int bits = 0;
    for (PosixFilePermission permission : Files.getPosixFilePermissions(file)) {
      bits |= 0400 >> permission.ordinal(); // declared in the order of the bits
    }
    return "%04o".formatted(bits);
  }
}
