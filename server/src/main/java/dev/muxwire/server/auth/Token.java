package dev.muxwire.server.auth;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.wire.ProtocolViolation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a server knows of a token, which is everything but the token.
 *
 * @param hash its SHA-256, see {@link TokenHashes#hash}
 * @param principal who comes in with it, to do what
 * @param created for people; null if it was not noted
 * @param expires the first instant at which it opens nothing; null = never
 * @param revoked when it was taken back; null = it was not
 */
public record Token(
    String hash,
    Principal principal,
    @Nullable Instant created,
    @Nullable Instant expires,
    @Nullable Instant revoked) {

  /** Does it open anything, and if not, why? */
  public enum State {
    VALID,
    EXPIRED,
    REVOKED
  }

  /** A token without a date. */
  public static Token lasting(String hash, Principal principal) {
    return new Token(hash, principal, null, null, null);
  }

  public String name() {
    return principal.name();
  }

  public State state(Instant now) {
    if (revoked != null) {
      return State.REVOKED;
    }
    return expires != null && !now.isBefore(expires) ? State.EXPIRED : State.VALID;
  }

  /**
   * Demands that it opens something now. Its bearer may be told why not: who has the token is no
   * stranger.
   *
   * @throws ProtocolViolation UNAUTHENTICATED
   */
  void requireValid(Instant now) {
    switch (state(now)) {
      case VALID -> {}
      case EXPIRED ->
          throw refused("the token '" + name() + "' expired at " + expires + "; ask for a new one");
      case REVOKED -> throw refused("the token '" + name() + "' was revoked at " + revoked);
    }
  }

  static ProtocolViolation refused(String reason) {
    return new ProtocolViolation(ErrorCode.ERROR_CODE_UNAUTHENTICATED, reason);
  }
}
