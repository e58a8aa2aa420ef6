package dev.muxwire.server.storage.rocksdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generation of a store, in a small file of its directory, so that a restore can change it on a
 * copied directory without knowing a log: {@code GENERATION}, "muxwire-generation" and 16
 * hexadecimal digits. No file is generation 0.
 *
 * <p>Generations are drawn at random, not counted: two histories that part from one directory, a
 * restored one and the one it came from, never come to the same number by chance.
 */
public final class StoreGeneration {
  private static final Logger LOG = LoggerFactory.getLogger(StoreGeneration.class);
  private static final String FILE = "GENERATION";
  private static final String WORD = "muxwire-generation ";
  private static final Pattern CONTENT = Pattern.compile(WORD + "([0-9a-f]{16})\n");

  private StoreGeneration() {}

  /**
   * The generation of a store's directory.
   *
   * @throws IOException if the file cannot be read, or holds something else
   */
  public static long read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return 0;
    }
    String content = Files.readString(file, StandardCharsets.ISO_8859_1);
    var digits = CONTENT.matcher(content);
    if (!digits.matches()) {
      throw new NotAGenerationException(file);
    }
    return HexFormat.fromHexDigitsToLong(digits.group(1));
  }

  /** The generation; a new one if the file is damaged, as nobody can say which it was. */
  static long readOrChange(Path directory) throws IOException {
    try {
      return read(directory);
    } catch (NotAGenerationException e) {
      LOG.warn("{}: every log goes on in a new epoch", e.getMessage());
      return change(directory);
    }
  }

  /**
   * Gives a store's directory, which nobody has open, a new generation: whoever owns a log in it
   * begins a new epoch. To be called on every copy that is put in the place of a store. It is
   * durable when this returns, and the old one is in force until then.
   *
   * @return the new one, never 0
   */
  public static long change(Path directory) throws IOException {
    SecureRandom random = new SecureRandom();
    long generation = 0;
    while (generation == 0) {
      generation = random.nextLong();
    }
    write(directory, generation);
    return generation;
  }

  /** Durable when this returns; the old one is in force until then. */
  static void write(Path directory, long generation) throws IOException {
    DurableFiles.replace(directory, FILE, WORD + HexFormat.of().toHexDigits(generation) + "\n");
  }

  /** The file holds something else. */
  private static final class NotAGenerationException extends IOException {
    private static final long serialVersionUID = 1;

    NotAGenerationException(Path file) {
      super(file + " does not hold a generation");
    }
  }
}
