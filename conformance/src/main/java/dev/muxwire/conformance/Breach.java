package dev.muxwire.conformance;

import org.jspecify.annotations.Nullable;

/** The implementation did what a requirement forbids, or did not do what one demands. */
public final class Breach extends RuntimeException {
  private final @Nullable String requirement;
  private final @Nullable String watcher;

  private Breach(@Nullable String requirement, @Nullable String watcher, String message) {
    super(message);
    this.requirement = requirement;
    this.watcher = watcher;
  }

  /** Of what the case is about. */
  public static Breach of(String message) {
    return new Breach(null, null, message);
  }

  /** Of one requirement, such as {@code CHUNK-5}. */
  public static Breach of(String requirement, String message) {
    return new Breach(requirement, null, message);
  }

  /** Seen by a watcher in whatever case; it is of a MUST, whatever the case's level is. */
  public static Breach seen(String watcher, String requirement, String message) {
    return new Breach(requirement, watcher, message);
  }

  /** Null: whatever the case is about. */
  public @Nullable String requirement() {
    return requirement;
  }

  /** The watcher that saw it; null: the script did. */
  public @Nullable String watcher() {
    return watcher;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
