package dev.muxwire.server.workspace;

/** States for tests. */
final class States {
  private States() {}

  /** A state that remembers this many removals, whoever reads. */
  static WorkspaceState remembering(int tombstones) {
    return new WorkspaceState(new WorkspaceState.Remembered(tombstones, 0, () -> Long.MAX_VALUE));
  }
}
