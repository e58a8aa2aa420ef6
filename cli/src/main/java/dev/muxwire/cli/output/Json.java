package dev.muxwire.cli.output;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;

/** One way to write JSON: UTF-8 as it is, without the escapes that only HTML pages need. */
public final class Json {
  private static final Gson COMPACT = new GsonBuilder().disableHtmlEscaping().create();

  private Json() {}

  /** A record as an object: its components by name. */
  public static JsonElement of(Record value) {
    return COMPACT.toJsonTree(value);
  }

  public static String compact(JsonElement element) {
    return COMPACT.toJson(element);
  }
}
