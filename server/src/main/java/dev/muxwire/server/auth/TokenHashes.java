package dev.muxwire.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A set of tokens by their SHA-256: tokens are 256 random bits, so that a plain hash cannot be
 * reversed. Immutable.
 */
public final class TokenHashes implements Authenticator {
  private final Map<String, Token> byHash;

  /**
   * @throws IllegalStateException two have the same hash
   */
  public TokenHashes(Collection<Token> tokens) {
    byHash =
        tokens.stream().collect(Collectors.toUnmodifiableMap(Token::hash, Function.identity()));
  }

  @Override
  public @Nullable Token find(String hash) {
    return byHash.get(hash);
  }

  /** How many there are, the useless ones included. */
  public int size() {
    return byHash.size();
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
