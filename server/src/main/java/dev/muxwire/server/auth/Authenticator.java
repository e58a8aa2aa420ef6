package dev.muxwire.server.auth;

import org.jspecify.annotations.Nullable;

/** Knows tokens. Safe for use by several threads; answers at once. */
public interface Authenticator {
  /** Who the token stands for; null if it is not known (any more). */
  @Nullable Principal authenticate(String token);
}
