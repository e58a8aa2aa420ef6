package dev.muxwire.server.auth;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Grant;
import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.wire.ProtocolViolation;
import java.util.List;

/**
 * Who a token stands for, and what it allows.
 *
 * @param name for logs and limits; never the token
 * @param grants WRITE includes READ, OPEN includes WRITE
 */
public record Principal(String name, List<Grant> grants) {
  private static final String ALL = "*";

  public Principal {
    grants = List.copyOf(grants);
  }

  public boolean allows(GrantKind wanted, String workspace) {
    return grants.stream()
        .anyMatch(
            grant ->
                includes(grant.getKind(), wanted)
                    && (grant.getWorkspace().equals(ALL)
                        || grant.getWorkspace().equals(workspace)));
  }

  /**
   * Demands a grant.
   *
   * @throws ProtocolViolation FORBIDDEN
   */
  public void require(GrantKind wanted, String workspace) {
    if (!allows(wanted, workspace)) {
      String grant = wanted.name().replace("GRANT_KIND_", "").toLowerCase(java.util.Locale.ROOT);
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_FORBIDDEN,
          "this token has no '" + grant + "' grant for workspace '" + workspace + "'");
    }
  }

  private static boolean includes(GrantKind granted, GrantKind wanted) {
    if (granted == GrantKind.GRANT_KIND_HOST || wanted == GrantKind.GRANT_KIND_HOST) {
      return granted == wanted;
    }
    return granted.getNumber() >= wanted.getNumber();
  }
}
