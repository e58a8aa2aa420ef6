package dev.muxwire.server.boot;

import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.server.auth.Authenticator;
import dev.muxwire.server.auth.Token;
import dev.muxwire.server.auth.TokenHashes;
import dev.muxwire.server.endpoint.Operations;
import dev.muxwire.server.ops.Metrics;
import dev.muxwire.server.storage.ObservedLogStore;
import dev.muxwire.wire.ProtocolViolation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Joins the pages for operators to what they show. */
record ServerOperations(ObservedLogStore store, Authenticator authenticator, Metrics registry)
    implements Operations {
  private static final String ALL = "*";

  @Override
  public @Nullable String whyNotReady() {
    int broken = store.brokenLogs().size();
    return broken == 0
        ? null
        : broken + " logs failed and take nothing more; the server's log says which and why.";
  }

  @Override
  public boolean mayReadMetrics(String token) {
    try {
      Token known = authenticator.require(TokenHashes.hash(token), Instant.now());
      return known.principal().allows(GrantKind.GRANT_KIND_READ, ALL);
    } catch (ProtocolViolation refused) {
      return false;
    }
  }

  @Override
  public String metrics() {
    return registry.scrape();
  }
}
