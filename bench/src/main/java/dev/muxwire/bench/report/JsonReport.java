package dev.muxwire.bench.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/**
 * A report as JSON: {@code scenario}, {@code summary}, {@code machine{}}, {@code versions{}},
 * {@code skipped{}}, {@code results[] {system, metric, unit, median, min, max}}, {@code
 * ratios{name: median}}, {@code ratio_spreads{name: {median, min, max}}} and {@code targets[]
 * {ratio, at_least | at_most, met}}, the last only for ratios that were measured.
 */
public final class JsonReport {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private JsonReport() {}

  /** The text of it, with a newline at its end. */
  public static String of(Report report) {
    JsonObject root = new JsonObject();
    root.addProperty("scenario", report.scenario());
    root.addProperty("summary", report.summary());
    root.add("machine", GSON.toJsonTree(report.machine()));
    root.add("versions", GSON.toJsonTree(report.versions()));
    root.add("skipped", GSON.toJsonTree(report.skipped()));
    root.add("results", results(report));
    JsonObject ratios = new JsonObject();
    JsonObject spreads = new JsonObject();
    report
        .ratios()
        .forEach(
            (name, spread) -> {
              ratios.addProperty(name, spread.median());
              spreads.add(name, GSON.toJsonTree(spread));
            });
    root.add("ratios", ratios);
    root.add("ratio_spreads", spreads);
    root.add("targets", targets(report));
    return GSON.toJson(root) + "\n";
  }

  private static JsonArray results(Report report) {
    JsonArray results = new JsonArray();
    for (Report.Result result : report.results()) {
      JsonObject object = new JsonObject();
      object.addProperty("system", result.system());
      object.addProperty("metric", result.metric());
      object.addProperty("unit", result.unit());
      object.addProperty("median", result.spread().median());
      object.addProperty("min", result.spread().min());
      object.addProperty("max", result.spread().max());
      results.add(object);
    }
    return results;
  }

  private static JsonArray targets(Report report) {
    JsonArray targets = new JsonArray();
    for (Target target : report.targets()) {
      Spread spread = report.ratios().get(target.ratio());
      if (spread != null) {
        JsonObject object = new JsonObject();
        object.addProperty("ratio", target.ratio());
        object.addProperty(target.atLeast() ? "at_least" : "at_most", target.bound());
        object.addProperty("met", target.isMetBy(spread.median()));
        targets.add(object);
      }
    }
    return targets;
  }
}
