package dev.muxwire.server.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.server.auth.Token;
import dev.muxwire.server.auth.TokenHashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenFileTest {
  @TempDir private Path directory;
  private Path path;
  private TokenFile file;

  @BeforeEach
  void open() {
    path = directory.resolve("tokens");
    file = new TokenFile(path);
  }

  @Test
  void fileThatIsNotThere_isEmpty() throws IOException {
    assertThat(file.read().tokens()).isEmpty();
  }

  @Test
  void damagedLine_isToldWithFileAndNumber() throws IOException {
    Files.writeString(path, "# fine\n" + TokenHashes.hash("a") + " a reda:main\n");

    assertThatThrownBy(file::read)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(path + ":2: 'reda:main' is no grant");
  }

  @Test
  void fileThatIsNoText_isTold() throws IOException {
    Files.write(path, new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    assertThatThrownBy(file::read).hasMessage(path + " is not UTF-8");
  }

  @Test
  void fileThatOthersMayWrite_isRefused_andOneThatTheyMayRead_isNot() throws IOException {
    Files.writeString(path, line(1));
    setMode("rw-r--r--");
    assertThat(file.read().tokens()).hasSize(1);

    setMode("rw-rw-r--");
    assertThatThrownBy(file::read)
        .hasMessage(path + " is writable by others (mode 0664): run `chmod go-w " + path + "`");
  }

  @Test
  void manyEditorsAtOnce_loseNothing() throws IOException {
    List<CompletableFuture<Void>> editors =
        IntStream.range(0, 16).mapToObj(n -> CompletableFuture.runAsync(() -> add(n))).toList();
    editors.forEach(CompletableFuture::join);

    assertThat(file.read().tokens())
        .extracting(Token::name)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 16).mapToObj(n -> "token-" + n).toList());
    assertThat(Files.list(directory)).hasSize(2); // it, and the lock
  }

  private void add(int number) {
    Token token = TokenDocument.parse(line(number)).tokens().get(0);
    try {
      new TokenFile(path).edit(before -> before.with(token));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void editThatFails_changesNothing() throws IOException {
    Files.writeString(path, line(1));

    assertThatThrownBy(() -> file.edit(before -> before.revoke("nobody", java.time.Instant.EPOCH)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(path).hasContent(line(1));
  }

  @Test
  void edit_keepsTheModeAndASymbolicLink() throws IOException {
    Path real = Files.writeString(directory.resolve("elsewhere"), line(1));
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
    Files.createSymbolicLink(path, real);

    add(2);

    assertThat(Files.isSymbolicLink(path)).isTrue();
    assertThat(real).content().contains("token-1", "token-2");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
        .isEqualTo("rw-r-----");
  }

  private void setMode(String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static String line(int number) {
    return TokenHashes.hash("secret-" + number) + " token-" + number + " read:main\n";
  }
}
