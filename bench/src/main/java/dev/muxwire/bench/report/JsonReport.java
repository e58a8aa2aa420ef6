package dev.muxwire.bench.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /** The report that has this text. */
  public static Report parse(String json) {
    JsonObject root = JsonParser.parseString(json).getAsJsonObject();
    List<Report.Result> results = new ArrayList<>();
    for (JsonElement element : root.getAsJsonArray("results")) {
      JsonObject result = element.getAsJsonObject();
      results.add(
          new Report.Result(
              result.get("system").getAsString(),
              result.get("metric").getAsString(),
              result.get("unit").getAsString(),
              GSON.fromJson(result, Spread.class)));
    }
    Map<String, Spread> ratios = new LinkedHashMap<>();
    root.getAsJsonObject("ratio_spreads")
        .asMap()
        .forEach((name, spread) -> ratios.put(name, GSON.fromJson(spread, Spread.class)));
    List<Target> targets = new ArrayList<>();
    for (JsonElement element : root.getAsJsonArray("targets")) {
      JsonObject target = element.getAsJsonObject();
      boolean atLeast = target.has("at_least");
      double bound = target.get(atLeast ? "at_least" : "at_most").getAsDouble();
      targets.add(new Target(target.get("ratio").getAsString(), bound, atLeast));
    }
    return new Report(
        root.get("scenario").getAsString(),
        root.get("summary").getAsString(),
        names(root, "machine"),
        names(root, "versions"),
        names(root, "skipped"),
        results,
        ratios,
        targets);
  }

  private static Map<String, String> names(JsonObject root, String name) {
    Map<String, String> names = new LinkedHashMap<>();
    root.getAsJsonObject(name).asMap().forEach((key, value) -> names.put(key, value.getAsString()));
    return names;
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
