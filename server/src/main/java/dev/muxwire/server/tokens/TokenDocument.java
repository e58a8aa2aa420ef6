package dev.muxwire.server.tokens;

import dev.muxwire.server.auth.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The content of a {@code tokens} file: its lines as they stand, the user's comments too, and the
 * tokens that they tell of. Immutable; edits make another one.
 *
 * <p>No two tokens have the same hash, and no two that are not revoked the same name.
 */
public final class TokenDocument {
  private static final String HEADING =
      "# SHA-256  name  grant:workspace ...  [created=INSTANT] [expires=INSTANT] [revoked=INSTANT]";

  private final List<String> lines;

  /** By the index of their line. */
  private final Map<Integer, Token> tokens;

  private TokenDocument(List<String> lines, Map<Integer, Token> tokens) {
    this.lines = lines;
    this.tokens = tokens;
  }

  /** A file that is not there. */
  static TokenDocument empty() {
    return new TokenDocument(List.of(), Map.of());
  }

  /**
   * Reads the text of a file.
   *
   * @throws IllegalArgumentException the message begins with the number of the damaged line
   */
  public static TokenDocument parse(String text) {
    List<String> lines = text.lines().toList();
    Map<Integer, Token> tokens = new HashMap<>();
    Map<String, Integer> lineOfName = new HashMap<>();
    Map<String, Integer> lineOfHash = new HashMap<>();
    for (int index = 0; index < lines.size(); index++) {
      String line = lines.get(index).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        Token token = TokenLine.parse(line);
        claim(lineOfHash, token.hash(), index, "this SHA-256");
        if (token.revoked() == null) {
          claim(lineOfName, token.name(), index, "the name '" + token.name() + "'");
        }
        tokens.put(index, token);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException((index + 1) + ": " + e.getMessage(), e);
      }
    }
    return new TokenDocument(lines, Map.copyOf(tokens));
  }

  private static void claim(Map<String, Integer> lineOf, String key, int index, String what) {
    Integer earlier = lineOf.putIfAbsent(key, index);
    if (earlier != null) {
      throw new IllegalArgumentException(what + " is that of line " + (earlier + 1) + " already");
    }
  }

  /** All tokens, the revoked and the expired too, in the order of their lines. */
  public List<Token> tokens() {
    return tokens.entrySet().stream()
        .sorted(Comparator.comparing(Map.Entry::getKey))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** The token of this name that is not revoked. */
  public Optional<Token> named(String name) {
    return indexOf(name).map(tokens::get);
  }

  private Optional<Integer> indexOf(String name) {
    return tokens.entrySet().stream()
        .filter(entry -> entry.getValue().revoked() == null)
        .filter(entry -> entry.getValue().name().equals(name))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * The same with a token more.
   *
   * @throws IllegalArgumentException its name or hash is there already
   */
  public TokenDocument with(Token token) {
    List<String> longer = new ArrayList<>(lines.isEmpty() ? List.of(HEADING) : lines);
    longer.add(TokenLine.format(token));
    return parse(String.join("\n", longer));
  }

  /**
   * The same with a token taken back. Its line stays, so that its bearer can be told.
   *
   * @throws IllegalArgumentException there is none of this name
   */
  public TokenDocument revoke(String name, Instant now) {
    int index =
        indexOf(name)
            .orElseThrow(() -> new IllegalArgumentException("there is no token '" + name + "'"));
    List<String> edited = new ArrayList<>(lines);
    edited.set(index, lines.get(index).stripTrailing() + TokenLine.revocation(now));
    return parse(String.join("\n", edited));
  }

  /** What the file is to hold. */
  public String text() {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }
}
