package dev.muxwire.server.terminal;

import dev.muxwire.proto.v1.SizePolicy;
import dev.muxwire.proto.v1.TerminalSize;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose size a terminal has. Who leaves without a word may come back: for a while nothing changes
 * by that, nor by the return. No clock: whoever owns it tells the time.
 *
 * <pre>
 *   LAST_TYPIST   nobody --newcomer, or resize--> one --another types--> another
 *                    ^                             |
 *                    `-- closed, or away too long -'    (the size stays)
 *   FIXED         as given
 *   SMALLEST      the least of all who are here, or away for not too long
 * </pre>
 */
final class Sizing {
  /** Who has left is remembered up to here, the latest. */
  private static final int MAX_AWAY = 1024;

  /** Stands for all viewers that a restart of the server sent away. */
  private static final InputKey BEFORE_THE_START = new InputKey("", 0);

  private SizePolicy policy;
  private @Nullable TerminalSize fixed;

  /** Those who have a size and may type. */
  private final Map<InputKey, Place> here = new LinkedHashMap<>();

  private final Map<InputKey, Away> away = new LinkedHashMap<>();

  /** The last who typed, or the first who came; kept under every policy. */
  private @Nullable InputKey sizer;

  /**
   * @param viewer the latest of this key: an earlier one's connection is dead
   */
  private record Place(Viewer viewer, TerminalSize size) {}

  private record Away(TerminalSize size, long sinceMs) {}

  /**
   * @param sizeBefore as viewers left it before the server started; null for a new terminal
   */
  Sizing(TerminalSettings settings, @Nullable TerminalSize sizeBefore, long nowMs) {
    policy = settings.sizePolicy();
    fixed = settings.fixedSize();
    if (policy == SizePolicy.SIZE_POLICY_SMALLEST && sizeBefore != null) {
      away.put(BEFORE_THE_START, new Away(sizeBefore, nowMs));
    }
  }

  void configure(TerminalSettings settings) {
    policy = settings.sizePolicy();
    fixed = settings.fixedSize();
    away.remove(BEFORE_THE_START); // whoever configures it has seen what there is
  }

  void joined(Viewer viewer) {
    InputKey key = viewer.inputKey();
    boolean returns = away.remove(key) != null || here.containsKey(key) || viewer.resumes();
    TerminalSize size = viewer.size();
    if (size == null) {
      gone(key);
    } else {
      here.put(key, new Place(viewer, size));
      if (sizer == null && !returns) {
        sizer = key;
      }
    }
  }

  /**
   * @param mayReturn their connection broke; else they closed the stream themselves
   */
  void left(Viewer viewer, boolean mayReturn, long nowMs) {
    InputKey key = viewer.inputKey();
    Place place = here.get(key);
    if (place == null || place.viewer() != viewer) {
      return; // it has come back already, before its old connection was found dead
    }
    if (mayReturn) {
      here.remove(key);
      away.put(key, new Away(place.size(), nowMs));
      if (away.size() > MAX_AWAY) {
        gone(away.keySet().iterator().next());
      }
    } else {
      gone(key);
    }
  }

  /** Forgets who left before then. */
  void forgetAwaySince(long beforeMs) {
    away.entrySet().stream()
        .filter(entry -> entry.getValue().sinceMs() <= beforeMs)
        .map(Map.Entry::getKey)
        .toList()
        .forEach(this::gone);
  }

  /** Since when the first of those is away who are; null if nobody is. */
  @Nullable Long awaySinceMs() {
    return away.isEmpty() ? null : (Long) away.values().iterator().next().sinceMs();
  }

  private void gone(InputKey key) {
    here.remove(key);
    away.remove(key);
    if (key.equals(sizer)) {
      sizer = null;
    }
  }

  void typed(Viewer viewer) {
    if (isHere(viewer)) {
      sizer = viewer.inputKey();
    }
  }

  void resized(Viewer viewer) {
    TerminalSize size = viewer.size();
    if (size != null) {
      InputKey key = viewer.inputKey();
      here.put(key, new Place(viewer, size));
      sizer = sizer == null ? key : sizer;
    }
  }

  /** Does this viewer's size count? */
  boolean counts(Viewer viewer) {
    return isHere(viewer)
        && switch (policy) {
          case SIZE_POLICY_FIXED -> false;
          case SIZE_POLICY_SMALLEST -> true;
          default -> viewer.inputKey().equals(sizer);
        };
  }

  private boolean isHere(Viewer viewer) {
    Place place = here.get(viewer.inputKey());
    return place != null && place.viewer() == viewer;
  }

  /** The one whose size the terminal has, if it is one's. */
  @Nullable Viewer sizer() {
    Place place = sizer == null ? null : here.get(sizer);
    return place != null && counts(place.viewer()) && policy != SizePolicy.SIZE_POLICY_SMALLEST
        ? place.viewer()
        : null;
  }

  /** The size that the terminal shall have; null for the one it has. */
  @Nullable TerminalSize wanted() {
    return switch (policy) {
      case SIZE_POLICY_FIXED -> fixed;
      case SIZE_POLICY_SMALLEST -> here.isEmpty() && away.isEmpty() ? null : smallest();
      default -> sizer == null ? null : sizeOf(sizer);
    };
  }

  private @Nullable TerminalSize sizeOf(InputKey key) {
    Place place = here.get(key);
    Away left = away.get(key);
    return place != null ? place.size() : left == null ? null : left.size();
  }

  private TerminalSize smallest() {
    int columns = Integer.MAX_VALUE;
    int rows = Integer.MAX_VALUE;
    for (Place place : here.values()) {
      columns = Math.min(columns, place.size().getColumns());
      rows = Math.min(rows, place.size().getRows());
    }
    for (Away left : away.values()) {
      columns = Math.min(columns, left.size().getColumns());
      rows = Math.min(rows, left.size().getRows());
    }
    return TerminalSize.newBuilder().setColumns(columns).setRows(rows).build();
  }
}
