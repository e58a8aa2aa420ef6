package dev.muxwire.client;

import java.util.Comparator;
import java.util.Optional;

/**
 * Keys that tabs sort by, bytewise ({@code order_key}): one tab is moved by a new key for it alone,
 * so that two who move different tabs do not disturb each other, and nothing is ever numbered anew.
 *
 * <p>New keys are made of the characters from '0' to 'z' and never end with the lowest, so that
 * there is always room before them. A key grows by about one character for six insertions at one
 * place.
 */
public final class OrderKey {
  private static final char MIDDLE = 'n';
  private static final char LAST = 'z';
  private static final int BELOW_ALL = '0' - 1;
  private static final int ABOVE_ALL = LAST + 1;

  private OrderKey() {}

  /** A key after those of all tabs. */
  public static String afterAll(WorkspaceView view) {
    return view.ofKind(EntityKind.TAB).stream()
        .flatMap(tab -> tab.text("order_key").stream())
        .max(Comparator.naturalOrder())
        .map(OrderKey::after)
        .orElse(String.valueOf(MIDDLE));
  }

  /** A short key that is greater. */
  public static String after(String key) {
    for (int i = 0; i < key.length(); i++) {
      char character = key.charAt(i);
      if (character < LAST) {
        return key.substring(0, i) + (char) Math.max(character + 1, 'a');
      }
    }
    return key + MIDDLE;
  }

  /**
   * A key between two.
   *
   * @param low may be empty = before all
   * @return empty if there is none, which only keys made elsewhere can bring about
   */
  public static Optional<String> between(String low, String high) {
    StringBuilder key = new StringBuilder();
    boolean bounded = true;
    for (int i = 0; ; i++) {
      int lower = i < low.length() ? low.charAt(i) : BELOW_ALL;
      if (bounded && i >= high.length()) {
        return Optional.empty();
      }
      int upper = bounded ? high.charAt(i) : ABOVE_ALL;
      int middle = (lower + Math.min(upper, ABOVE_ALL)) / 2;
      if (middle > lower && middle > BELOW_ALL + 1 && middle < upper) {
        return Optional.of(key.append((char) middle).toString());
      }
      if (i < low.length()) {
        if (lower > upper && bounded) {
          return Optional.empty();
        }
        bounded &= lower == upper;
        key.append((char) lower);
      } else if (bounded) {
        // Nothing of the lower one is left: as long as we go with the upper one, we are above.
        boolean lowestFits = upper > BELOW_ALL + 1;
        key.append(lowestFits ? (char) (BELOW_ALL + 1) : (char) upper);
        bounded = !lowestFits;
      } else {
        key.append((char) (BELOW_ALL + 1));
      }
    }
  }
}
