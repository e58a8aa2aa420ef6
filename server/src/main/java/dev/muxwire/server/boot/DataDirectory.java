package dev.muxwire.server.boot;

import dev.muxwire.server.tokens.SecretFiles;
import dev.muxwire.server.tokens.TokenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What the server keeps on disk beside its logs.
 *
 * <pre>
 *   token          the owner's token, mode 0600
 *   tokens         further tokens, as hashes, see TokenFile
 *   identity.key   the key of client identities, mode 0600
 *   store/         the logs
 *   backups/       see BackupDirectory, unless they are elsewhere
 * </pre>
 */
final class DataDirectory {
  private static final int SECRET_BYTES = 32;
  private static final int MOST_SECRET_BYTES = 4096;

  private final Path path;
  private final SecureRandom random;

  /**
   * Opens it, making it with mode 0700 if it is not there.
   *
   * @throws IOException names the path and what is wrong
   */
  DataDirectory(Path path, SecureRandom random) throws IOException {
    this.path = path.toAbsolutePath();
    this.random = random;
    if (!Files.isDirectory(this.path)) {
      Files.createDirectories(this.path);
    }
    Files.setPosixFilePermissions(this.path, PosixFilePermissions.fromString("rwx------"));
  }

  Path path() {
    return path;
  }

  Path store() {
    return path.resolve("store");
  }

  TokenFile tokens() {
    return new TokenFile(path.resolve("tokens"));
  }

  /** The owner's token, made at the first start. */
  String token() throws IOException {
    String token =
        new String(
                secret(
                    "token",
                    () ->
                        Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(randomBytes())
                            .getBytes(StandardCharsets.US_ASCII)),
                StandardCharsets.US_ASCII)
            .strip();
    if (token.isEmpty()) {
      throw new IOException(
          path.resolve("token") + " is empty: remove it, and the next start makes a new token");
    }
    return token;
  }

  /** The key of client identities. */
  byte[] identityKey() throws IOException {
    byte[] key = secret("identity.key", this::randomBytes);
    if (key.length < SECRET_BYTES) {
      throw new IOException(
          "%s has %d bytes, not %d: put it back as it was, or remove it, and the next start makes a new key"
              .formatted(path.resolve("identity.key"), key.length, SECRET_BYTES));
    }
    return key;
  }

  private interface Secret {
    byte[] make();
  }

  private byte[] secret(String name, Secret secret) throws IOException {
    Path file = path.resolve(name);
    if (!Files.exists(file)) {
      Path unfinished = path.resolve(name + ".new");
      Files.deleteIfExists(unfinished);
      Files.createFile(
          unfinished,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(unfinished, secret.make());
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return SecretFiles.read(file, MOST_SECRET_BYTES);
  }

  private byte[] randomBytes() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return bytes;
  }
}
