package dev.muxwire.server.connection;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The workspaces of the server. Safe for use by several threads. */
public interface Workspaces {
  @Nullable WorkspaceRooms find(String name);

  /** Makes a workspace; false if it is there. */
  boolean create(String name);

  /** The names, sorted. */
  List<String> names();
}
