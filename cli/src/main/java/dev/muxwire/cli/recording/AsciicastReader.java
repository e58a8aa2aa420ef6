package dev.muxwire.cli.recording;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/** Reads an asciicast of version 2 or 3, a line at a time. */
public final class AsciicastReader {
  private static final int VERSION_2 = 2;
  private static final int VERSION_3 = 3;

  /** More is no recording, but some other file without line breaks. */
  private static final int MAX_LINE_CHARACTERS = 16 << 20;

  /** Longer than a century: no time, but a mistake; of an event, and of all together. */
  private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(4_000_000_000L);

  private static final long MAX_MICROS = Seconds.micros(MAX_SECONDS);

  private final BufferedReader in;
  private final boolean relative;
  private int line;
  private long lastMicros;

  /**
   * Reads the header.
   *
   * @throws BrokenRecording if it is none of these versions
   */
  public AsciicastReader(BufferedReader in) throws IOException {
    this.in = in;
    String first = nextLine();
    if (first == null) {
      throw new BrokenRecording(1, "there is no header: the file is empty");
    }
    this.relative = version(first) == VERSION_3;
  }

  private int version(String header) throws BrokenRecording {
    if (!(parse(header) instanceof JsonObject object)) {
      throw broken("the header is no JSON object");
    }
    JsonElement version = object.get("version");
    boolean known =
        version instanceof JsonPrimitive number
            && number.isNumber()
            && (number.getAsString().equals("2") || number.getAsString().equals("3"));
    if (!known) {
      throw broken("this is no asciicast of version 2 or 3, but of version " + version);
    }
    return version.getAsString().equals("2") ? VERSION_2 : VERSION_3;
  }

  /**
   * The next event; null after the last.
   *
   * @throws BrokenRecording naming the line, if it is none
   */
  public @Nullable CastEvent next() throws IOException {
    String text = nextLine();
    while (text != null && (text.isBlank() || text.startsWith("#"))) {
      text = nextLine();
    }
    return text == null ? null : event(text);
  }

  private CastEvent event(String text) throws BrokenRecording {
    if (!(parse(text) instanceof JsonArray parts)
        || parts.size() != 3
        || !isNumber(parts.get(0))
        || !isString(parts.get(1))
        || !isString(parts.get(2))) {
      throw broken("an event is [seconds, \"code\", \"data\"]");
    }
    long micros = micros(parts.get(0).getAsString());
    lastMicros = relative ? lastMicros + micros : Math.max(lastMicros, micros);
    if (lastMicros > MAX_MICROS) {
      throw broken("the recording is longer than " + MAX_SECONDS + " seconds");
    }
    return new CastEvent(lastMicros, parts.get(1).getAsString(), parts.get(2).getAsString());
  }

  private long micros(String number) throws BrokenRecording {
    BigDecimal seconds;
    try {
      seconds = new BigDecimal(number);
    } catch (NumberFormatException e) {
      throw broken("'" + number + "' is no time");
    }
    boolean sane = Math.abs((long) seconds.scale()) <= 1000;
    if (!sane || seconds.signum() < 0 || seconds.compareTo(MAX_SECONDS) > 0) {
      throw broken("'" + number + "' is no time of a recording");
    }
    return Seconds.micros(seconds);
  }

  private static boolean isNumber(JsonElement element) {
    return element instanceof JsonPrimitive value && value.isNumber();
  }

  private static boolean isString(JsonElement element) {
    return element instanceof JsonPrimitive value && value.isString();
  }

  private JsonElement parse(String text) throws BrokenRecording {
    try {
      JsonReader reader = new JsonReader(new StringReader(text));
      reader.setStrictness(Strictness.STRICT);
      JsonElement parsed = com.google.gson.JsonParser.parseReader(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw broken("there is more than one JSON value");
      }
      return parsed;
    } catch (BrokenRecording e) {
      throw e;
    } catch (JsonParseException | IOException e) {
      throw broken("this is no JSON");
    }
  }

  /** A line without its end; null at the end of the file. */
  private @Nullable String nextLine() throws IOException {
    line++;
    StringBuilder text = new StringBuilder();
    try {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      for (; next >= 0 && next != '\n'; next = in.read()) {
        if (text.length() >= MAX_LINE_CHARACTERS) {
          throw broken("it is longer than " + MAX_LINE_CHARACTERS + " characters");
        }
        text.append((char) next);
      }
    } catch (CharacterCodingException e) {
      throw broken("it is no UTF-8");
    }
    return text.toString();
  }

  private BrokenRecording broken(String problem) {
    return new BrokenRecording(line, problem);
  }
}
