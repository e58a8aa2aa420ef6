package dev.muxwire.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.server.auth.TokenHashes;
import dev.muxwire.server.ops.ServerEvents;
import dev.muxwire.server.tokens.TokenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LiveTokensTest {
  @TempDir private Path directory;
  private final Told told = new Told();
  private Path path;
  private TokenFile file;

  @BeforeEach
  void write() throws IOException {
    path = Files.writeString(directory.resolve("tokens"), line("first"));
    file = new TokenFile(path);
  }

  @Test
  void ownerAndFile_areInForce() throws IOException {
    LiveTokens tokens = new LiveTokens("owner-token", file, told);

    assertThat(isKnown(tokens, "owner-token")).isTrue();
    assertThat(isKnown(tokens, "first")).isTrue();
    assertThat(isKnown(tokens, "second")).isFalse();
  }

  @Test
  void damagedFile_atTheStart_isAFailure() throws IOException {
    Files.writeString(path, "nonsense\n");

    assertThatThrownBy(() -> new LiveTokens("owner-token", file, told))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(path + ":1: ");
  }

  @Test
  void ownersToken_hasNoLine() throws IOException {
    assertThatThrownBy(() -> new LiveTokens("first", file, told))
        .hasMessageContaining("the owner's token");
  }

  @Test
  void changedFile_isInForce_onceItStandsStill() throws IOException {
    LiveTokens tokens = new LiveTokens("owner-token", file, told);
    assertThat(tokens.look()).isFalse();

    Files.writeString(path, line("first") + line("second"));
    assertThat(tokens.look()).as("just changed").isFalse();
    assertThat(isKnown(tokens, "second")).isFalse();
    assertThat(tokens.look()).as("stands still").isTrue();
    assertThat(isKnown(tokens, "second")).isTrue();
    assertThat(tokens.look()).as("the same").isFalse();
    assertThat(told.events).containsExactly("reloaded 3");
  }

  @Test
  void damagedFile_later_leavesInForceWhatWas_andIsToldOnce() throws IOException {
    LiveTokens tokens = new LiveTokens("owner-token", file, told);

    Files.writeString(path, line("second") + "nonsense\n");
    for (int looks = 0; looks < 5; looks++) {
      assertThat(tokens.look()).isFalse();
    }
    assertThat(isKnown(tokens, "first")).isTrue();
    assertThat(isKnown(tokens, "second")).isFalse();
    assertThat(told.events).hasSize(1);
    assertThat(told.events.get(0)).startsWith("refused " + path + ":2: ");
  }

  @Test
  void changeThatCannotBeReadAtFirst_isInForceOnceItCan() throws IOException {
    LiveTokens tokens = new LiveTokens("owner-token", file, told);
    Path elsewhere = path.resolveSibling("elsewhere");

    Files.delete(path);
    Files.createSymbolicLink(path, elsewhere);
    Files.createDirectory(elsewhere); // cannot be read, whatever its mode
    tokens.look();
    assertThat(tokens.look()).isFalse();
    assertThat(isKnown(tokens, "first")).isTrue();
    Files.delete(elsewhere);
    Files.writeString(elsewhere, line("second"));
    tokens.look();
    assertThat(tokens.look()).isTrue();
    assertThat(isKnown(tokens, "first")).isFalse();
    assertThat(told.events).hasSize(2);
  }

  @Test
  void removedFile_holdsNoTokens() throws IOException {
    LiveTokens tokens = new LiveTokens("owner-token", file, told);

    Files.delete(path);
    tokens.look();
    assertThat(tokens.look()).isTrue();
    assertThat(isKnown(tokens, "first")).isFalse();
    assertThat(isKnown(tokens, "owner-token")).isTrue();
  }

  private static boolean isKnown(LiveTokens tokens, String token) {
    return tokens.find(TokenHashes.hash(token)) != null;
  }

  private static String line(String token) {
    return TokenHashes.hash(token) + " " + token + " read:main\n";
  }

  private static final class Told implements ServerEvents {
    private final List<String> events = new ArrayList<>();

    @Override
    public void connectionOpened(long connectionId, String principal, String clientName) {}

    @Override
    public void connectionRefused(long connectionId, String code, String message) {}

    @Override
    public void connectionClosed(long connectionId, int closeCode, String reason) {}

    @Override
    public void tokensReloaded(int count) {
      events.add("reloaded " + count);
    }

    @Override
    public void tokensRefused(String reason) {
      events.add("refused " + reason);
    }

    @Override
    public void taskFailed(String owner, Throwable failure) {
      throw new AssertionError(owner, failure);
    }
  }
}
