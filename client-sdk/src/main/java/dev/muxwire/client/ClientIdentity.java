package dev.muxwire.client;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is across its connections, and processes if it is saved. Never use one identity in
 * two processes at once. Save it anew after requests: the next request number is part of it.
 * Requests without result are not; see {@link MuxwireClient#closeAndSave}.
 *
 * @param clientId as the server issued it
 * @param secret proves the id to the server; keep it private
 * @param nextRequestSeq the number of the next request
 */
public record ClientIdentity(String clientId, byte[] secret, long nextRequestSeq) {
  /**
   * Of id, which is ASCII, and secret together; a client takes none from a server that is larger.
   */
  private static final int MAX_BYTES = 128;

  /**
   * Copies the secret.
   *
   * @throws IllegalArgumentException it is longer than what any server issues, and would not fit
   *     into a first packet
   */
  public ClientIdentity {
    int bytes = clientId.length() + secret.length;
    if (bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "an identity of " + bytes + " bytes: at most " + MAX_BYTES + " are issued");
    }
    secret = secret.clone();
  }

  @Override
  public byte[] secret() {
    return secret.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClientIdentity identity
        && clientId.equals(identity.clientId)
        && nextRequestSeq == identity.nextRequestSeq
        && Arrays.equals(secret, identity.secret);
  }

  @Override
  public int hashCode() {
    return clientId.hashCode();
  }

  @Override
  public String toString() {
    return "ClientIdentity[" + clientId + "]";
  }
}
