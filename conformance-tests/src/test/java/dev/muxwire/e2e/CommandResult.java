package dev.muxwire.e2e;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;

/** What a command ended with. */
record CommandResult(int exitCode, byte[] out, String err) {
  String text() {
    return new String(out, StandardCharsets.UTF_8);
  }

  JsonObject json() {
    return JsonParser.parseString(text()).getAsJsonObject();
  }

  /** This result, of a command that was meant to succeed. */
  CommandResult succeeded() {
    if (exitCode != 0) {
      throw new AssertionError("exit code " + exitCode + ": " + err);
    }
    return this;
  }

  @Override
  public String toString() {
    return "exit code " + exitCode + ", out: " + text() + ", err: " + err;
  }
}
