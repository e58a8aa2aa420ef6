package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.wire.ProtocolViolation;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The workspaces of the server. Safe for use by several threads. */
public interface Workspaces {
  @Nullable WorkspaceRooms find(String name);

  /**
   * The workspace of a name.
   *
   * @throws ProtocolViolation NOT_FOUND
   */
  default WorkspaceRooms require(String name) {
    WorkspaceRooms rooms = find(name);
    if (rooms == null) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_NOT_FOUND, "there is no workspace '" + name + "'");
    }
    return rooms;
  }

  /**
   * Makes a workspace; false if it is there.
   *
   * @throws ProtocolViolation BUSY while an earlier one of that name is being erased
   */
  boolean create(String name);

  /**
   * Deletes a workspace and erases its logs: from now on it is not found.
   *
   * @param whenErased told once, on any thread: null when nothing of it is left, or why not
   * @return false if it is not there; then nothing is told
   */
  boolean delete(String name, Consumer<@Nullable ProtocolViolation> whenErased);

  /** The names, sorted. */
  List<String> names();
}
