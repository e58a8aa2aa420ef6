package dev.muxwire.server.terminal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All input of one terminal that is not acknowledged, by whom it is from. */
final class Inputs {
  /** Windows with nothing in them that are kept, so that what is sent again is known. */
  private static final int MAX_IDLE_WINDOWS = 256;

  private final Map<InputKey, InputWindow> windows = new LinkedHashMap<>(16, 0.75f, true);

  boolean take(InputItem item) {
    return windows.computeIfAbsent(item.key(), key -> new InputWindow()).take(item);
  }

  void acknowledge(InputKey key, long seq) {
    InputWindow window = windows.get(key);
    if (window != null) {
      window.acknowledge(seq);
      forgetIdle();
    }
  }

  long lastAcknowledged(InputKey key) {
    InputWindow window = windows.get(key);
    return window == null ? 0 : window.lastAcknowledged();
  }

  /** What a host that comes back has to be sent again. */
  List<InputItem> unacknowledged() {
    List<InputItem> items = new ArrayList<>();
    windows.values().forEach(window -> window.unacknowledged().forEach(items::add));
    return items;
  }

  private void forgetIdle() {
    if (windows.size() <= MAX_IDLE_WINDOWS) {
      return;
    }
    Iterator<InputWindow> oldest = windows.values().iterator();
    while (windows.size() > MAX_IDLE_WINDOWS && oldest.hasNext()) {
      if (oldest.next().isEmpty()) {
        oldest.remove();
      }
    }
  }
}
