package dev.muxwire.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.v1.Grant;
import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.server.FakeLoop;
import dev.muxwire.server.auth.Principal;
import dev.muxwire.server.auth.Token;
import dev.muxwire.server.auth.TokenHashes;
import dev.muxwire.wire.ProtocolViolation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TokenGuardTest {
  private static final Grant READ = grant(GrantKind.GRANT_KIND_READ);
  private static final Grant HOST = grant(GrantKind.GRANT_KIND_HOST);

  private final FakeLoop loop = new FakeLoop();
  private final List<String> told = new ArrayList<>();
  private TokenHashes inForce = new TokenHashes(List.of());

  @Test
  void expiry_endsTheConnection_whenItComes_notBefore() {
    guard(token(90_000L, READ));

    loop.advance(89_999);
    assertThat(told).isEmpty();
    loop.advance(2);
    assertThat(told)
        .singleElement()
        .asString()
        .contains("'laptop' expired at 1970-01-01T00:01:30Z");
    loop.advance(600_000);
    assertThat(told).hasSize(1);
  }

  @Test
  void expiryThatWasMoved_countsAsItIsNow() {
    TokenGuard guard = guard(token(10_000L, READ));
    change(guard, token(20_000L, READ));

    loop.advance(19_999);
    assertThat(told).isEmpty();
    loop.advance(2);
    assertThat(told).hasSize(1);
  }

  @Test
  void yearBeyondEveryClock_isNoTrouble() {
    Token token = token(null, READ);
    guard(new Token(token.hash(), token.principal(), null, Instant.MAX, null));

    loop.advance(1_000_000);
    assertThat(told).isEmpty();
  }

  @Test
  void revokedToken_andRemovedOne_endTheConnection() {
    Token token = token(null, READ);
    change(guard(token), new Token(token.hash(), token.principal(), null, null, Instant.EPOCH));
    assertThat(told).singleElement().asString().contains("was revoked at 1970-01-01T00:00:00Z");

    told.clear();
    TokenGuard other = guard(token);
    inForce = new TokenHashes(List.of());
    other.check();
    assertThat(told).singleElement().asString().contains("does not know the token");
  }

  @Test
  void changedGrants_sendTheClientAway_butAnotherOrderDoesNot() {
    TokenGuard guard = guard(token(null, READ, HOST));

    change(guard, token(null, HOST, READ));
    assertThat(told).isEmpty();
    change(guard, token(null, HOST));
    assertThat(told).containsExactly("grants changed");
    change(guard, token(null, READ));
    assertThat(told).hasSize(1);
  }

  @Test
  void stoppedGuard_isQuiet() {
    TokenGuard guard = guard(token(10L, READ));
    guard.stop();

    loop.advance(100);
    guard.check();
    assertThat(told).isEmpty();
  }

  private TokenGuard guard(Token token) {
    inForce = new TokenHashes(List.of(token));
    return new TokenGuard(
        token,
        hash -> inForce.find(hash),
        loop,
        new TokenGuard.Listener() {
          @Override
          public void tokenEnded(ProtocolViolation reason) {
            told.add(String.valueOf(reason.getMessage()));
          }

          @Override
          public void grantsChanged() {
            told.add("grants changed");
          }
        });
  }

  private void change(TokenGuard guard, Token now) {
    inForce = new TokenHashes(List.of(now));
    guard.check();
  }

  private static Token token(@Nullable Long expiresAtMs, Grant... grants) {
    Principal principal = new Principal("laptop", List.of(grants));
    Instant expires = expiresAtMs == null ? null : Instant.ofEpochMilli(expiresAtMs);
    return new Token(TokenHashes.hash("secret"), principal, null, expires, null);
  }

  private static Grant grant(GrantKind kind) {
    return Grant.newBuilder().setKind(kind).setWorkspace("main").build();
  }
}
