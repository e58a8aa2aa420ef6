package dev.muxwire.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tokens by their SHA-256: tokens are 256 random bits, so that a plain hash cannot be reversed. */
public final class TokenHashes implements Authenticator {
  private final Map<String, Principal> byHash;

  /**
   * @param byHash principals by the hash of their token, see {@link #hash}
   */
  public TokenHashes(Map<String, Principal> byHash) {
    this.byHash = Map.copyOf(byHash);
  }

  @Override
  public @Nullable Principal authenticate(String token) {
    return token.isEmpty() ? null : byHash.get(hash(token));
  }

  /** SHA-256 in lower-case hexadecimal. */
  public static String hash(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
