package dev.muxwire.server.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SecretFilesTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(directory.resolve("token"), "secret");
  }

  @ParameterizedTest
  @CsvSource({"rw-r--r--, 0644", "rw-r-----, 0640", "rw--w----, 0620", "rw----rwx, 0607"})
  void fileThatIsOpenToOthers_isRefused_withPathModeAndRemedy(String mode, String octal)
      throws IOException {
    setMode(mode);

    assertThatThrownBy(() -> SecretFiles.read(file, 100))
        .isInstanceOf(SecretFiles.WrongModeException.class)
        .hasMessage(
            "%s is open to others (mode %s): run `chmod 600 %s`".formatted(file, octal, file));
  }

  @ParameterizedTest
  @CsvSource({"rw-------", "r--------"})
  void fileOfItsOwnerAlone_isRead(String mode) throws IOException {
    setMode(mode);

    assertThat(SecretFiles.read(file, 6)).asString().isEqualTo("secret");
  }

  @Test
  void fileThatThisUserMayNotRead_isToldWithItsMode() throws IOException {
    setMode("---------");
    assumeFalse(Files.isReadable(file), "the super-user reads everything");

    assertThatThrownBy(() -> SecretFiles.read(file, 100))
        .isInstanceOf(SecretFiles.WrongModeException.class)
        .hasMessageContaining("mode 0000")
        .hasMessageContaining("chmod 600 " + file);
  }

  @Test
  void largeFile_isNoSecret() throws IOException {
    setMode("rw-------");

    assertThatThrownBy(() -> SecretFiles.read(file, 5)).hasMessageContaining("more than 5 bytes");
  }

  @Test
  void fileThatIsNotThere_isToldAsSuch() {
    assertThatThrownBy(() -> SecretFiles.read(directory.resolve("none"), 100))
        .isInstanceOf(NoSuchFileException.class);
  }

  private void setMode(String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }
}
