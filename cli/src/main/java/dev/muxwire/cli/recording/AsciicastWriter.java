package dev.muxwire.cli.recording;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.muxwire.cli.output.Json;
import dev.muxwire.client.TerminalSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Writes a recording as asciicast v3: a header, then an event a line, each with the seconds since
 * the one before, to the microsecond. The header is written with the first event that needs it, so
 * that a size told before any output is the recording's own.
 */
public final class AsciicastWriter {
  private static final long MICROS_PER_MILLI = 1_000;

  private final Appendable out;
  private final Header header;
  private final Utf8Text text = new Utf8Text();

  /** Markers from before anything had a time. */
  private final List<String> early = new ArrayList<>();

  private TerminalSize size;
  private OptionalLong start;
  private boolean begun;

  /** Of the last event, and of what comes; microseconds since the terminal started. */
  private long written;

  private long now;

  /**
   * What is known of the recording as a whole.
   *
   * @param size at its beginning, unless {@link #resized} tells it before any output
   * @param startMicros its beginning, in microseconds since the terminal started; absent: with the
   *     first time that is told
   * @param startedAtMs when the terminal started, milliseconds since the Unix epoch; absent: it is
   *     not known
   * @param title empty: it has none
   */
  public record Header(
      TerminalSize size, OptionalLong startMicros, OptionalLong startedAtMs, String title) {}

  public AsciicastWriter(Appendable out, Header header) {
    this.out = out;
    this.header = header;
    this.size = header.size();
    this.start = header.startMicros();
  }

  /** What follows came about so long after the terminal started; time never goes back. */
  public void elapsed(long micros) throws IOException {
    if (start.isEmpty()) {
      start = OptionalLong.of(micros);
    }
    now = Math.max(now, micros);
    if (!early.isEmpty()) {
      List<String> markers = List.copyOf(early);
      early.clear();
      for (String marker : markers) {
        event("m", marker);
      }
    }
  }

  public void output(byte[] bytes) throws IOException {
    output(text.next(bytes));
  }

  private void output(String shown) throws IOException {
    if (!shown.isEmpty()) {
      event("o", shown);
    }
  }

  /** The size from here on; a size that it has already is no event. */
  public void resized(TerminalSize newSize) throws IOException {
    boolean news = !newSize.equals(size);
    size = newSize;
    if (news && begun) {
      event("r", newSize.columns() + "x" + newSize.rows());
    }
  }

  /** Something to know at this place, such as what is missing. */
  public void marker(String label) throws IOException {
    output(text.finish());
    if (start.isEmpty()) {
      early.add(label);
    } else {
      event("m", label);
    }
  }

  /** The program ended with this status, as a shell tells it. */
  public void exited(int status) throws IOException {
    output(text.finish());
    event("x", Integer.toString(status));
  }

  /** Writes what still waits; a recording of nothing is a header. */
  public void finish() throws IOException {
    elapsed(start.orElse(0));
    output(text.finish());
    begin();
  }

  private void event(String code, String data) throws IOException {
    begin();
    out.append('[')
        .append(Seconds.text(now - written))
        .append(", \"")
        .append(code)
        .append("\", ")
        .append(Json.compact(new JsonPrimitive(data)))
        .append("]\n");
    written = now;
  }

  private void begin() throws IOException {
    if (begun) {
      return;
    }
    begun = true;
    written = start.orElse(0);
    now = Math.max(now, written);
    out.append(Json.compact(headerLine())).append('\n');
  }

  private JsonObject headerLine() {
    JsonObject term = new JsonObject();
    term.addProperty("cols", size.columns());
    term.addProperty("rows", size.rows());
    JsonObject line = new JsonObject();
    line.addProperty("version", 3);
    line.add("term", term);
    if (header.startedAtMs().isPresent()) {
      long startedMs = header.startedAtMs().getAsLong() + written / MICROS_PER_MILLI;
      line.addProperty("timestamp", startedMs / 1000);
    }
    if (!header.title().isEmpty()) {
      line.addProperty("title", header.title());
    }
    return line;
  }
}
