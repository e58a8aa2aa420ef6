package dev.muxwire.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody who mistyped a word may have meant. */
final class NearestWord {
  /** Slips of the fingers that a word may be away: letters missing, added, wrong or swapped. */
  private static final int MOST_SLIPS = 2;

  private NearestWord() {}

  /** The nearest of the words, if one is near, and nearer than any word of its length would be. */
  static Optional<String> of(String typed, Collection<String> words) {
    return words.stream()
        .filter(word -> slips(typed, word) <= Math.min(MOST_SLIPS, word.length() - 1))
        .min(Comparator.comparing((String word) -> slips(typed, word)).thenComparing(word -> word));
  }

  /** The distance of Damerau and Levenshtein, each letter part of at most one swap. */
  static int slips(String from, String to) {
    int[][] distance = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        distance[i][j] = i == 0 || j == 0 ? i + j : nearest(distance, from, to, i, j);
      }
    }
    return distance[from.length()][to.length()];
  }

  private static int nearest(int[][] distance, String from, String to, int i, int j) {
    int replaced = distance[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
    int least = Math.min(replaced, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
    boolean swapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(least, distance[i - 2][j - 2] + 1) : least;
  }
}
