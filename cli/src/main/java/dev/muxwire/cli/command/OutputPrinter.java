package dev.muxwire.cli.command;

import com.google.gson.JsonObject;
import dev.muxwire.cli.output.Console;
import dev.muxwire.cli.screen.OutputFilter;
import dev.muxwire.cli.screen.PlainTextWriter;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.TerminalExit;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** Prints a terminal's output in one of its forms, and tells which bytes of it are missing. */
final class OutputPrinter {
  private static final int BUFFER_BYTES = 64 << 10;

  /** How output is printed. */
  enum Form {
    /** The very bytes. */
    RAW,
    /** What a person read, without escape sequences. */
    TEXT,
    /** For a terminal: all but what would act beyond the screen. */
    SCREEN,
    /** An object a line, with the text that a part of the output finished. */
    JSON_TEXT,
    /** An object a line, with the very bytes. */
    JSON_RAW
  }

  private final Console console;
  private final Form form;
  private final OutputStream out;
  private final ByteArrayOutputStream finished = new ByteArrayOutputStream();
  private final PlainTextWriter text;
  private final OutputFilter screen;

  OutputPrinter(Console console, Form form) {
    this.console = console;
    this.form = form;
    this.out = new BufferedOutputStream(console.bytes(), BUFFER_BYTES);
    this.text = new PlainTextWriter(form == Form.JSON_TEXT ? finished : out);
    this.screen = new OutputFilter(out);
  }

  private boolean isJson() {
    return form == Form.JSON_TEXT || form == Form.JSON_RAW;
  }

  /** Prints output; {@link #flush} shows it. */
  void output(TerminalEvent.Output output) throws IOException {
    switch (form) {
      case RAW -> out.write(output.data());
      case TEXT -> text.write(output.data());
      case SCREEN -> screen.write(output.data(), output.history());
      case JSON_TEXT, JSON_RAW -> json(output);
    }
  }

  private void json(TerminalEvent.Output output) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("type", "output");
    json.addProperty("offset", output.offset());
    json.addProperty("bytes", output.data().length);
    if (form == Form.JSON_RAW) {
      json.addProperty("base64", Base64.getEncoder().encodeToString(output.data()));
    } else {
      text.write(output.data());
      json.addProperty("text", takeFinished());
    }
    console.json(json);
  }

  private String takeFinished() {
    String taken = finished.toString(StandardCharsets.UTF_8);
    finished.reset();
    return taken;
  }

  /** Tells of bytes that are missing; nothing of an empty range. */
  void skipped(TerminalEvent.Skipped skipped) throws IOException {
    if (skipped.to() <= skipped.from()) {
      return;
    }
    if (isJson()) {
      JsonObject json = new JsonObject();
      json.addProperty("type", "skipped");
      json.addProperty("from", skipped.from());
      json.addProperty("to", skipped.to());
      json.addProperty("reason", skipped.reason().name());
      console.json(json);
    }
    out.flush();
    console.tell(describe(skipped));
  }

  /** Which bytes are missing, and why, as a sentence. */
  static String describe(TerminalEvent.Skipped skipped) {
    String why =
        switch (skipped.reason()) {
          case RETENTION -> "are older than what is retained";
          case LOST -> "were lost with their host";
          case PURGED -> "were purged";
          case HOST_OVERFLOW -> "were more than the host could keep";
          default -> "were skipped (" + skipped.reason().name().toLowerCase(Locale.ROOT) + ")";
        };
    return "the %d bytes from offset %d on %s."
        .formatted(skipped.to() - skipped.from(), skipped.from(), why);
  }

  /** Prints how the program ended, for programs; people are told elsewhere. */
  void exited(TerminalExit exit) throws IOException {
    if (isJson()) {
      finish();
      JsonObject json = new JsonObject();
      json.addProperty("type", "exited");
      json.addProperty("reason", exit.reason().name());
      json.addProperty("status", exit.status());
      json.addProperty("signal", exit.signal());
      console.json(json);
    }
  }

  /** Shows what was printed; returns false once nobody reads it any more, as after `head`. */
  boolean flush() throws IOException {
    out.flush();
    return !console.isBroken();
  }

  /** Prints a last line without end, and leaves the user's terminal as it was. */
  void finish() throws IOException {
    if (form == Form.TEXT || form == Form.JSON_TEXT) {
      text.finish();
    }
    if (finished.size() > 0) {
      JsonObject json = new JsonObject();
      json.addProperty("type", "rest");
      json.addProperty("text", takeFinished());
      console.json(json);
    }
    if (form == Form.SCREEN) {
      out.write(screen.modes().reset());
    }
    out.flush();
  }
}
