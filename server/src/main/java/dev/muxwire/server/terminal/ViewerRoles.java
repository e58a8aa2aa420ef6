package dev.muxwire.server.terminal;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who among a terminal's viewers answers its queries, and whose size it has.
 *
 * <p>Responder: the one who has been there longest and may type. Sizer: the last who typed; until
 * somebody types, the first who came with a size. A viewer that is read-only or has no size never
 * sizes it, and when the sizer leaves the size stays.
 */
final class ViewerRoles {
  private final Set<Viewer> active = new LinkedHashSet<>();
  private @Nullable Viewer sizer;

  void joined(Viewer viewer) {
    if (!viewer.readOnly()) {
      active.add(viewer);
      resized(viewer);
    }
  }

  void left(Viewer viewer) {
    active.remove(viewer);
    if (sizer == viewer) {
      sizer = null;
    }
  }

  /** Returns whether the sizer changed. */
  boolean typed(Viewer viewer) {
    if (sizer == viewer || viewer.size() == null || !active.contains(viewer)) {
      return false;
    }
    sizer = viewer;
    return true;
  }

  void resized(Viewer viewer) {
    if (sizer == null && viewer.size() != null && active.contains(viewer)) {
      sizer = viewer;
    }
  }

  @Nullable Viewer sizer() {
    return sizer;
  }

  @Nullable Viewer responder() {
    return active.isEmpty() ? null : active.iterator().next();
  }
}
