package dev.muxwire.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.muxwire.cli.output.Console;
import dev.muxwire.cli.output.PlainText;
import dev.muxwire.cli.output.Style;
import dev.muxwire.client.SearchEvent;
import java.util.Arrays;

/** Prints what was found in one terminal: lines, objects, or at last how many. */
final class FoundLinePrinter {
  private static final String LEFT_OUT = "…";

  private final Console console;
  private final String terminalId;
  private final String title;
  private final Form form;
  private long lines;

  /** How it is printed. */
  enum Form {
    /** A line each, with the terminal and the offset in front. */
    TEXT,
    /** An object a line. */
    JSON,
    /** The number of lines alone. */
    COUNT,
    /** The same, as an object. */
    JSON_COUNT
  }

  FoundLinePrinter(Console console, String terminalId, String title, Form form) {
    this.console = console;
    this.terminalId = terminalId;
    this.title = title;
    this.form = form;
  }

  long lines() {
    return lines;
  }

  /** Prints a line; returns false once nobody reads it any more, as after `head`. */
  boolean found(SearchEvent.Match match) {
    lines++;
    switch (form) {
      case TEXT -> console.line(text(match));
      case JSON -> console.json(json(match));
      case COUNT, JSON_COUNT -> {
        return true;
      }
    }
    return !console.isBroken();
  }

  /** The terminal's search is over. */
  void finish() {
    switch (form) {
      case COUNT -> console.line(name() + Style.FAINT.paint(":", colored()) + lines);
      case JSON_COUNT -> {
        JsonObject json = new JsonObject();
        json.addProperty("terminal", terminalId);
        json.addProperty("title", title);
        json.addProperty("lines", lines);
        console.json(json);
      }
      case TEXT, JSON -> {}
    }
  }

  private boolean colored() {
    return console.isColored();
  }

  private String name() {
    return Style.HEADING.paint(PlainText.of(title.isEmpty() ? terminalId : title), colored());
  }

  private String text(SearchEvent.Match match) {
    String colon = Style.FAINT.paint(":", colored());
    StringBuilder line = new StringBuilder(name()).append(colon);
    line.append(Style.GOOD.paint(Long.toString(match.offset()), colored())).append(colon);
    if (match.leftOutBefore() > 0 || match.continuesLine()) {
      line.append(Style.FAINT.paint(LEFT_OUT, colored()));
    }
    int at = 0;
    for (SearchEvent.Match.Span span : match.matches()) {
      line.append(plain(match.line().substring(at, span.start())));
      String found = plain(match.line().substring(span.start(), span.end()));
      line.append(Style.BAD.paint(found, colored()));
      at = span.end();
    }
    line.append(plain(match.line().substring(at)));
    if (match.leftOutAfter() > 0 || match.cut()) {
      line.append(Style.FAINT.paint(LEFT_OUT, colored()));
    }
    return line.toString();
  }

  /** The server strips what acts; who runs the server is not always who reads. */
  private static String plain(String text) {
    return String.join("\t", Arrays.stream(text.split("\t", -1)).map(PlainText::of).toList());
  }

  private JsonObject json(SearchEvent.Match match) {
    JsonObject json = new JsonObject();
    json.addProperty("terminal", terminalId);
    json.addProperty("title", title);
    json.addProperty("offset", match.offset());
    json.addProperty("end", match.end());
    json.addProperty("line", match.line());
    JsonArray spans = new JsonArray();
    for (SearchEvent.Match.Span span : match.matches()) {
      JsonArray pair = new JsonArray();
      pair.add(span.start());
      pair.add(span.end());
      spans.add(pair);
    }
    json.add("matches", spans);
    json.addProperty("left_out_before", match.leftOutBefore());
    json.addProperty("left_out_after", match.leftOutAfter());
    json.addProperty("cut", match.cut() || match.continuesLine());
    return json;
  }
}
