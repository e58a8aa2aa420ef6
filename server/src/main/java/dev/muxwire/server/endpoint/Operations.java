package dev.muxwire.server.endpoint;

import org.jspecify.annotations.Nullable;

/** What the pages for operators ask of the rest of the server. Safe for use by several threads. */
public interface Operations {
  /** Why nobody should be sent here now, as a sentence without names; null when all is well. */
  @Nullable String whyNotReady();

  /** May this token read what concerns the whole server? */
  boolean mayReadMetrics(String token);

  /** All metrics in Prometheus' text format. */
  String metrics();
}
