package dev.muxwire.server.auth;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientIdentity;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Issues client identities and recognises them again, without remembering any: the id tells when it
 * was issued, the secret is its HMAC under a key of the server's. Safe for use by several threads.
 */
public final class Identities {
  private static final int RADIX = 36;

  private final SecretKeySpec key;
  private final LongSupplier random;

  /**
   * @param key at least 32 secret bytes, the same over restarts
   * @param random 64 unpredictable bits a call
   */
  public Identities(byte[] key, LongSupplier random) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
    this.random = random;
  }

  /** A new identity. */
  public ClientIdentity issue(long nowMs) {
    String id =
        Long.toString(nowMs, RADIX) + "-" + Long.toUnsignedString(random.getAsLong(), RADIX);
    return ClientIdentity.newBuilder().setClientId(id).setSecret(secretOf(id)).build();
  }

  /** Was it issued here? */
  public boolean isGenuine(ClientIdentity identity) {
    return MessageDigest.isEqual(
            secretOf(identity.getClientId()).toByteArray(), identity.getSecret().toByteArray())
        && identity.getClientId().indexOf('-') > 0;
  }

  /** When a genuine identity was issued: milliseconds since the Unix epoch. */
  public static long issuedAtMs(String clientId) {
    return Long.parseLong(clientId.substring(0, clientId.indexOf('-')), RADIX);
  }

  private ByteString secretOf(String clientId) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return ByteString.copyFrom(mac.doFinal(ByteString.copyFromUtf8(clientId).toByteArray()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
