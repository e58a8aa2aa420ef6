package dev.muxwire.server.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.server.auth.Principal;
import dev.muxwire.server.auth.Token;
import dev.muxwire.server.auth.TokenHashes;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TokenDocumentTest {
  private static final String HASH = TokenHashes.hash("laptop");
  private static final String OTHER_HASH = TokenHashes.hash("wall");
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  @Test
  void line_tellsGrantsAndDates() {
    Token token =
        only(
            HASH.toUpperCase(java.util.Locale.ROOT)
                + "  laptop\twrite:main read expires=2026-12-31 created=2026-11-01T10:00:00Z");

    assertThat(token.hash()).isEqualTo(HASH);
    assertThat(token.name()).isEqualTo("laptop");
    assertThat(token.principal().allows(GrantKind.GRANT_KIND_WRITE, "main")).isTrue();
    assertThat(token.principal().allows(GrantKind.GRANT_KIND_READ, "notes")).isTrue();
    assertThat(token.principal().allows(GrantKind.GRANT_KIND_WRITE, "notes")).isFalse();
    assertThat(token.expires()).isEqualTo(Instant.parse("2026-12-31T00:00:00Z"));
    assertThat(token.created()).isEqualTo(Instant.parse("2026-11-01T10:00:00Z"));
    assertThat(token.revoked()).isNull();
  }

  @Test
  void commentsAndBlankLines_areNoTokens() {
    assertThat(TokenDocument.parse("# one\n\n   \n  # two\n").tokens()).isEmpty();
  }

  @Test
  void expiry_isTheFirstInstantThatIsTooLate() {
    Token token = only(HASH + " laptop read:main expires=2026-12-31T00:00:00Z");

    assertThat(token.state(Instant.parse("2026-12-30T23:59:59.999Z"))).isEqualTo(Token.State.VALID);
    assertThat(token.state(Instant.parse("2026-12-31T00:00:00Z"))).isEqualTo(Token.State.EXPIRED);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "laptop, a line is",
        "laptop reda:main, 'reda:main' is no grant",
        "laptop unspecified:main, is no grant",
        "laptop read:, is no workspace's name",
        "laptop read:Main, is no workspace's name",
        "laptop expires=2026-12-31, 'laptop' has no grant",
        "laptop read expiers=2026-12-31, 'expiers=' means nothing here",
        "laptop read expires=tomorrow, 'tomorrow' is no date",
        "laptop read expires=2026-13-31, is no date",
        "laptop read expires=2026-12-31 expires=2027-12-31, 'expires=' stands there twice",
        "-laptop read, is no name",
        "owner read, 'owner' is that of the token in the file"
      })
  void damagedLine_isRefused_withItsNumber(String words, String complaint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenDocument.parse("# comment\n\n" + HASH + " " + words))
        .withMessageStartingWith("3: ")
        .withMessageContaining(complaint);
  }

  @Test
  void lineWithoutHash_isRefused_withoutRepeatingIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenDocument.parse("the-very-token laptop read:main"))
        .withMessageContaining("64 hexadecimal digits")
        .withMessageNotContaining("the-very-token");
  }

  @Test
  void nameAndHash_standOnce() {
    String first = HASH + " laptop read:main\n";

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenDocument.parse(first + OTHER_HASH + " laptop read:main"))
        .withMessage("2: the name 'laptop' is that of line 1 already");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenDocument.parse(first + HASH + " wall read:main"))
        .withMessage("2: this SHA-256 is that of line 1 already");
  }

  @Test
  void edits_keepWhatTheUserWrote() {
    TokenDocument before =
        TokenDocument.parse("# mine\n" + HASH + "   laptop  read:main\n\n# end\n");

    String text = before.revoke("laptop", NOW).with(wall()).text();

    assertThat(text)
        .isEqualTo(
            "# mine\n"
                + HASH
                + "   laptop  read:main revoked=2026-11-25T12:00:00Z\n\n# end\n"
                + OTHER_HASH
                + " wall open:* created=2026-11-25T12:00:00Z\n");
  }

  @Test
  void nameOfARevokedToken_isFree() {
    TokenDocument revoked =
        TokenDocument.parse(HASH + " wall read:main\n").revoke("wall", NOW).with(wall());

    assertThat(revoked.tokens()).hasSize(2);
    assertThat(revoked.named("wall"))
        .hasValueSatisfying(t -> assertThat(t.hash()).isNotEqualTo(HASH));
  }

  @Test
  void firstToken_comesWithAHeading() {
    assertThat(TokenDocument.empty().with(wall()).text()).startsWith("# SHA-256");
  }

  private static Token wall() {
    Principal principal =
        new Principal("wall", List.of(TokenLine.grant(GrantKind.GRANT_KIND_OPEN, "*")));
    return new Token(OTHER_HASH, principal, NOW, null, null);
  }

  private static Token only(String line) {
    return TokenDocument.parse(line).tokens().get(0);
  }
}
