package dev.muxwire.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.muxwire.server.auth.Token;
import dev.muxwire.server.tokens.TokenLine;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How tokens are told: for programs and for people. Neither the token nor its hash is in it. */
final class TokenText {
  private TokenText() {}

  /** Name, grants, state, and the dates that are there. */
  static JsonObject json(Token token, Instant now) {
    JsonObject json = new JsonObject();
    json.addProperty("name", token.name());
    JsonArray grants = new JsonArray();
    token.principal().grants().forEach(grant -> grants.add(TokenLine.word(grant)));
    json.add("grants", grants);
    json.addProperty("state", state(token, now));
    addDate(json, "created", token.created());
    addDate(json, "expires", token.expires());
    addDate(json, "revoked", token.revoked());
    return json;
  }

  private static void addDate(JsonObject json, String name, @Nullable Instant date) {
    if (date != null) {
      json.addProperty(name, date.toString());
    }
  }

  static String state(Token token, Instant now) {
    return token.state(now).name().toLowerCase(Locale.ROOT);
  }

  /** As {@code read:main write:notes}. */
  static String grants(Token token) {
    return token.principal().grants().stream()
        .map(TokenLine::word)
        .collect(Collectors.joining(" "));
  }
}
