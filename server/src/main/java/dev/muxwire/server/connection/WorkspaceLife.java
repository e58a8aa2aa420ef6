package dev.muxwire.server.connection;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whether a workspace is still there, and who wants to know when it is not. For any thread. */
public final class WorkspaceLife {
  private final Set<Runnable> mourners = new LinkedHashSet<>();
  private boolean over;

  /** Runs a task when the workspace is deleted; at once if it is. */
  void whenOver(Runnable task) {
    synchronized (this) {
      if (!over) {
        mourners.add(task);
        return;
      }
    }
    task.run();
  }

  synchronized void forget(Runnable task) {
    mourners.remove(task);
  }

  /** The workspace is deleted. */
  public void end() {
    List<Runnable> told;
    synchronized (this) {
      over = true;
      told = List.copyOf(mourners);
      mourners.clear();
    }
    told.forEach(Runnable::run);
  }
}
