package dev.muxwire.conformance;

/** What one case plays on, made anew for each: connections, and what was said on them. */
public interface Scene extends AutoCloseable {
  /** All that was said so far. Any thread. */
  Exchange exchange();

  /**
   * Called after a script that returned: what watchers saw all along.
   *
   * @throws Breach if they saw one
   */
  void settle();

  /** Ends all connections. Called once, whatever happened; does not throw. */
  @Override
  void close();
}
