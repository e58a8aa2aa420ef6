package dev.muxwire.cli.client;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.output.PlainText;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.WorkspaceView;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the terminal that a user means by an id, the beginning of one, or a title. */
public final class TerminalFinder {
  private static final int MOST_NAMED = 5;

  private final Collection<Entity> terminals;

  public TerminalFinder(WorkspaceView view) {
    terminals = view.ofKind(EntityKind.TERMINAL);
  }

  /** The one with this id; else the only one whose id begins so, or whose title it is. */
  public Entity find(String name) {
    List<Entity> matches =
        terminals.stream().filter(terminal -> terminal.id().equals(name)).toList();
    if (matches.isEmpty()) {
      matches = terminals.stream().filter(terminal -> isMeant(terminal, name)).toList();
    }
    if (matches.isEmpty()) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND,
          "there is no terminal '" + PlainText.of(name) + "'. `muxwire ls` lists those there are.");
    }
    if (matches.size() > 1) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND,
          "'%s' may mean %s: give more of the id.".formatted(PlainText.of(name), names(matches)));
    }
    return matches.get(0);
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

  private static boolean isMeant(Entity terminal, String name) {
    return terminal.id().startsWith(name) || terminal.text("title").orElse("").equals(name);
  }

  private static String names(List<Entity> matches) {
    String names =
        matches.stream().limit(MOST_NAMED).map(Entity::id).collect(Collectors.joining(", "));
    return matches.size() > MOST_NAMED ? names + ", …" : names;
  }
}
