package dev.muxwire.server.auth;

import dev.muxwire.wire.ProtocolViolation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Knows tokens. Safe for use by several threads; answers at once, and from one moment to the next
 * perhaps differently.
 */
public interface Authenticator {
  /** The token with this {@linkplain TokenHashes#hash hash}; null if there is none (any more). */
  @Nullable Token find(String hash);

  /**
   * The token with this hash, if it opens anything now.
   *
   * @throws ProtocolViolation UNAUTHENTICATED, and why
   */
  default Token require(String hash, Instant now) {
    Token token = find(hash);
    if (token == null) {
      throw Token.refused(
          "this server does not know the token: it is another server's, or removed");
    }
    token.requireValid(now);
    return token;
  }
}
