package dev.muxwire.cli.client;

import dev.muxwire.client.EntityKind;
import dev.muxwire.client.WorkspaceView;
import java.util.Comparator;

/** Keys that tabs sort by, bytewise. */
final class OrderKey {
  private static final char MIDDLE = 'n';
  private static final char LAST = 'z';

  private OrderKey() {}

  /** A key after those of all tabs. */
  static String afterAll(WorkspaceView view) {
    return view.ofKind(EntityKind.TAB).stream()
        .flatMap(tab -> tab.text("order_key").stream())
        .max(Comparator.naturalOrder())
        .map(OrderKey::after)
        .orElse(String.valueOf(MIDDLE));
  }

  /** A short key that is greater. */
  static String after(String key) {
    for (int i = 0; i < key.length(); i++) {
      char character = key.charAt(i);
      if (character < LAST) {
        return key.substring(0, i) + (char) Math.max(character + 1, 'a');
      }
    }
    return key + MIDDLE;
  }
}
