package dev.muxwire.cli.client;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.WorkspaceView;
import java.util.Collection;
import java.util.Comparator;

/** Finds the terminal that a user means by an id, the beginning of one, or a title. */
public final class TerminalFinder {
  private final EntityFinder finder;
  private final Collection<Entity> terminals;

  public TerminalFinder(WorkspaceView view) {
    finder = new EntityFinder(view, EntityKind.TERMINAL, "muxwire ls");
    terminals = view.ofKind(EntityKind.TERMINAL);
  }

  /** As {@link EntityFinder#find}. */
  public Entity find(String name) {
    return finder.find(name);
  }

  /** The terminal that was opened last, of those whose program has not ended if there are any. */
  public Entity latest() {
    return terminals.stream()
        .max(
            Comparator.comparing((Entity terminal) -> !terminal.has("exit"))
                .thenComparing(terminal -> terminal.number("created_at_ms").orElse(0L)))
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.NOT_FOUND,
                    "this workspace has no terminal. `muxwire new` opens one."));
  }
}
