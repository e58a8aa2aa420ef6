package dev.muxwire.server.tokens;

import dev.muxwire.proto.v1.Grant;
import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.server.auth.Principal;
import dev.muxwire.server.auth.Token;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of a line of {@code tokens}, its words apart by blanks.
 *
 * <pre>
 *   line  = hash name grant+ date*
 *   hash  = 64 hexadecimal digits: the token's SHA-256
 *   name  = 1 to 64 letters, digits, '.', '_', '-', '@'; it begins with a letter or digit
 *   grant = ("read" | "write" | "open" | "host") [":" workspace | ":*"]
 *   date  = ("created" | "expires" | "revoked") "=" 2026-12-31T00:00:00Z | 2026-12-31
 * </pre>
 *
 * <p>Everything else is refused: a misspelt {@code expires} must not make a token that never does.
 * Failures are {@link IllegalArgumentException}s whose message says what is wrong.
 */
public final class TokenLine {
  private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._@-]{0,63}");
  private static final Pattern WORKSPACE = Pattern.compile("\\*|[a-z0-9][a-z0-9._-]{0,63}");
  private static final Pattern DATE = Pattern.compile("[a-z]+=.*");
  private static final String CREATED = "created";
  private static final String EXPIRES = "expires";
  private static final String REVOKED = "revoked";

  /** The owner's token stands in a file of its own. */
  public static final String OWNER = "owner";

  private TokenLine() {}

  static Token parse(String line) {
    List<Grant> grants = new ArrayList<>();
    Map<String, Instant> dates = new LinkedHashMap<>();
    String[] words = line.strip().split("\\s+");
    if (words.length < 3) {
      throw new IllegalArgumentException(
          "a line is 'SHA-256 name grant:workspace ... [expires=INSTANT]'");
    }
    requireHash(words[0]);
    requireName(words[1]);
    for (int i = 2; i < words.length; i++) {
      if (DATE.matcher(words[i]).matches()) {
        addDate(dates, words[i]);
      } else {
        grants.add(grant(words[i]));
      }
    }
    if (grants.isEmpty()) {
      throw new IllegalArgumentException("'" + words[1] + "' has no grant, as read:main is one");
    }
    return new Token(
        words[0].toLowerCase(Locale.ROOT),
        new Principal(words[1], grants),
        dates.get(CREATED),
        dates.get(EXPIRES),
        dates.get(REVOKED));
  }

  private static void requireHash(String word) {
    if (!HASH.matcher(word).matches()) {
      throw new IllegalArgumentException("a line begins with 64 hexadecimal digits, the SHA-256");
    }
  }

  /** Refuses what cannot be a token's name. */
  public static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is no name for a token: it has 1 to 64 letters, digits, '.', '_', '-', '@', and"
              + " begins with a letter or digit");
    }
    if (name.equals(OWNER)) {
      throw new IllegalArgumentException("the name 'owner' is that of the token in the file token");
    }
  }

  private static void addDate(Map<String, Instant> dates, String word) {
    int equals = word.indexOf('=');
    String key = word.substring(0, equals);
    if (!List.of(CREATED, EXPIRES, REVOKED).contains(key)) {
      throw new IllegalArgumentException(
          "'" + key + "=' means nothing here; it is created, expires or revoked");
    }
    if (dates.put(key, instant(word.substring(equals + 1))) != null) {
      throw new IllegalArgumentException("'" + key + "=' stands there twice");
    }
  }

  /** Parses {@code 2026-12-31T00:00:00Z}, or {@code 2026-12-31} for the same. */
  public static Instant instant(String text) {
    try {
      return text.indexOf('T') < 0
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no date; it looks like 2026-12-31 or 2026-12-31T00:00:00Z", e);
    }
  }

  private static Grant grant(String word) {
    int colon = word.indexOf(':');
    String workspace = colon < 0 ? "*" : word.substring(colon + 1);
    return switch (colon < 0 ? word : word.substring(0, colon)) {
      case "read" -> grant(GrantKind.GRANT_KIND_READ, workspace);
      case "write" -> grant(GrantKind.GRANT_KIND_WRITE, workspace);
      case "open" -> grant(GrantKind.GRANT_KIND_OPEN, workspace);
      case "host" -> grant(GrantKind.GRANT_KIND_HOST, workspace);
      default ->
          throw new IllegalArgumentException(
              "'" + word + "' is no grant; it is read, write, open or host, and ':workspace'");
    };
  }

  /** A grant for a workspace by name, or for all as {@code *}. */
  public static Grant grant(GrantKind kind, String workspace) {
    if (!WORKSPACE.matcher(workspace).matches()) {
      throw new IllegalArgumentException(
          "'"
              + workspace
              + "' is no workspace's name: that has 1 to 64 characters of a-z, 0-9, '-', '_', '.';"
              + " '*' stands for all");
    }
    return Grant.newBuilder().setKind(kind).setWorkspace(workspace).build();
  }

  /** The line that {@link #parse} reads as this token. */
  static String format(Token token) {
    return token.hash()
        + " "
        + token.name()
        + " "
        + token.principal().grants().stream().map(TokenLine::word).collect(Collectors.joining(" "))
        + dateWord(CREATED, token.created())
        + dateWord(EXPIRES, token.expires())
        + dateWord(REVOKED, token.revoked());
  }

  /** As {@code read:main}. */
  public static String word(Grant grant) {
    String kind = grant.getKind().name().substring("GRANT_KIND_".length()).toLowerCase(Locale.ROOT);
    return kind + ":" + grant.getWorkspace();
  }

  /** What to add to a line to take its token back. */
  static String revocation(Instant revoked) {
    return dateWord(REVOKED, revoked);
  }

  private static String dateWord(String key, @Nullable Instant date) {
    return date == null ? "" : " " + key + "=" + date;
  }
}
