package dev.muxwire.server.connection;

import dev.muxwire.server.auth.Authenticator;
import dev.muxwire.server.auth.Principal;
import dev.muxwire.server.auth.Token;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.ProtocolViolation;
import java.time.Instant;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a connection's token again, when the tokens changed and when it is to expire. Belongs to
 * the connection's loop; tells its listener at most once.
 */
final class TokenGuard {
  /** Expiry is wall-clock time, which may be set: so no wait is longer than this. */
  private static final long LONGEST_WAIT_MS = 60_000;

  /** What becomes of the connection. */
  interface Listener {
    /** Revoked, removed or expired. */
    void tokenEnded(ProtocolViolation reason);

    /** It is good, but for other things than those that were told in Welcome. */
    void grantsChanged();
  }

  private final Principal welcomed;
  private final String hash;
  private final Authenticator authenticator;
  private final Loop loop;
  private final Listener listener;
  private Loop.@Nullable Timer timer;
  private boolean stopped;

  /**
   * @param token as it was judged at the handshake
   */
  TokenGuard(Token token, Authenticator authenticator, Loop loop, Listener listener) {
    this.welcomed = token.principal();
    this.hash = token.hash();
    this.authenticator = authenticator;
    this.loop = loop;
    this.listener = listener;
    awaitExpiry(token);
  }

  /** Asks again. */
  void check() {
    if (stopped) {
      return;
    }
    Token now;
    try {
      now = authenticator.require(hash, Instant.ofEpochMilli(loop.wallClockMs()));
    } catch (ProtocolViolation violation) {
      stop();
      listener.tokenEnded(violation);
      return;
    }
    if (isSame(now.principal())) {
      awaitExpiry(now);
    } else {
      stop();
      listener.grantsChanged();
    }
  }

  /** The order of grants means nothing. */
  private boolean isSame(Principal now) {
    return now.name().equals(welcomed.name())
        && new HashSet<>(now.grants()).equals(new HashSet<>(welcomed.grants()));
  }

  private void awaitExpiry(Token token) {
    cancelTimer();
    Instant expires = token.expires();
    if (expires != null) {
      // Compared before it is subtracted: hand-written years may be beyond what milliseconds hold.
      Instant longest = Instant.ofEpochMilli(loop.wallClockMs() + LONGEST_WAIT_MS);
      long waitMs =
          expires.isAfter(longest)
              ? LONGEST_WAIT_MS
              : Math.max(1, expires.toEpochMilli() + 1 - loop.wallClockMs());
      timer = loop.schedule(waitMs, this::check);
    }
  }

  void stop() {
    stopped = true;
    cancelTimer();
  }

  private void cancelTimer() {
    Loop.Timer current = timer;
    if (current != null) {
      current.cancel();
      timer = null;
    }
  }
}
