package dev.muxwire.cli.client;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.output.PlainText;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.WorkspaceView;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds the entity that a user means by an id, the beginning of one, or a title. */
public final class EntityFinder {
  private static final int MOST_NAMED = 5;

  private final EntityKind kind;
  private final Collection<Entity> entities;
  private final String listing;

  /**
   * Among those of a kind.
   *
   * @param listing the command that lists them
   */
  public EntityFinder(WorkspaceView view, EntityKind kind, String listing) {
    this.kind = kind;
    this.entities = view.ofKind(kind);
    this.listing = listing;
  }

  /** Among the tabs. */
  public static EntityFinder ofTabs(WorkspaceView view) {
    return new EntityFinder(view, EntityKind.TAB, "muxwire tabs");
  }

  /** Among the panes. */
  public static EntityFinder ofPanes(WorkspaceView view) {
    return new EntityFinder(view, EntityKind.PANE, "muxwire panes");
  }

  /** The one with this id; else the only one whose id begins so, or whose title it is. */
  public Entity find(String name) {
    List<Entity> matches = entities.stream().filter(entity -> entity.id().equals(name)).toList();
    if (matches.isEmpty()) {
      matches = entities.stream().filter(entity -> isMeant(entity, name)).toList();
    }
    if (matches.isEmpty()) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND,
          "there is no %s '%s'. `%s` lists those there are."
              .formatted(kind.name().toLowerCase(Locale.ROOT), PlainText.of(name), listing));
    }
    if (matches.size() > 1) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND,
          "'%s' may mean %s: give more of the id.".formatted(PlainText.of(name), names(matches)));
    }
    return matches.get(0);
  }

  private static boolean isMeant(Entity entity, String name) {
    return entity.id().startsWith(name) || entity.text("title").orElse("").equals(name);
  }

  private static String names(List<Entity> matches) {
    String names =
        matches.stream().limit(MOST_NAMED).map(Entity::id).collect(Collectors.joining(", "));
    return matches.size() > MOST_NAMED ? names + ", …" : names;
  }
}
