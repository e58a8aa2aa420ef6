package dev.muxwire.server.auth;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientIdentity;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Issues client identities and recognises them again, without remembering any: the id tells when it
 * was issued, the secret is its HMAC under a key of the server's. Safe for use by several threads.
 */
public final class Identities {
  private static final int RADIX = 36;

  /** Of an HMAC-SHA-256; half of one is as many as RFC 2104 asks for at least. */
  private static final int SECRET_BYTES = 16;

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

  /** Was it issued here? Secrets were longer once, and still hold. */
  public boolean isGenuine(ClientIdentity identity) {
    byte[] brought = identity.getSecret().toByteArray();
    byte[] due = mac(identity.getClientId());
    return brought.length >= SECRET_BYTES
        && brought.length <= due.length
        && MessageDigest.isEqual(Arrays.copyOf(due, brought.length), brought)
        && identity.getClientId().indexOf('-') > 0;
  }

  /** When a genuine identity was issued: milliseconds since the Unix epoch. */
  public static long issuedAtMs(String clientId) {
    return Long.parseLong(clientId.substring(0, clientId.indexOf('-')), RADIX);
  }

  private ByteString secretOf(String clientId) {
    return ByteString.copyFrom(mac(clientId), 0, SECRET_BYTES);
  }

  private byte[] mac(String clientId) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(clientId.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
