package dev.muxwire.conformance.run;

import dev.muxwire.conformance.ConformanceCase;
import java.util.List;
import java.util.regex.Pattern;

/** Which cases of a suite to run. */
public final class Selection {
  private Selection() {}

  /**
   * Those whose id, or whose requirement, fits one of the patterns: {@code chunk/*}, {@code
   * *skipped*}, {@code CHUNK-5}. A star stands for any characters; a pattern that ends before a
   * slash stands for all below it. No pattern at all: all cases.
   */
  public static <S> List<ConformanceCase<S>> of(
      List<ConformanceCase<S>> cases, List<String> patterns) {
    List<Pattern> compiled = patterns.stream().map(Selection::compile).toList();
    return cases.stream().filter(one -> compiled.isEmpty() || fitsAny(one, compiled)).toList();
  }

  private static boolean fitsAny(ConformanceCase<?> one, List<Pattern> patterns) {
    return patterns.stream()
        .anyMatch(
            pattern ->
                pattern.matcher(one.id()).matches()
                    || one.requirements().stream()
                        .anyMatch(requirement -> pattern.matcher(requirement).matches()));
  }

  private static Pattern compile(String pattern) {
    String body = Pattern.quote(pattern).replace("*", "\\E.*\\Q");
    return Pattern.compile(body + "(/.*)?");
  }
}
