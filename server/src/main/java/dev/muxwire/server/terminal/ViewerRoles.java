package dev.muxwire.server.terminal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who among a terminal's viewers answers its queries: the one who has been there longest and may
 * type. One who comes back before the old connection was found dead has the old one's place.
 */
final class ViewerRoles {
  private final Map<InputKey, Viewer> active = new LinkedHashMap<>();

  void joined(Viewer viewer) {
    active.put(viewer.inputKey(), viewer);
  }

  void left(Viewer viewer) {
    active.remove(viewer.inputKey(), viewer);
  }

  @Nullable Viewer responder() {
    return active.isEmpty() ? null : active.values().iterator().next();
  }
}
