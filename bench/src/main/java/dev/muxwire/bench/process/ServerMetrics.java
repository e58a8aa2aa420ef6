package dev.muxwire.bench.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What a Muxwire server tells of itself at {@code /metrics}, at one moment. */
public final class ServerMetrics {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final String text;

  ServerMetrics(String text) {
    this.text = text;
  }

  /** Asks a server now. */
  public static ServerMetrics of(int port, String token) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
            .header("Authorization", "Bearer " + token)
            .build();
    try {
      return new ServerMetrics(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /**
   * The value of a metric.
   *
   * @param label that the line has, such as {@code id="direct"}; empty for any
   * @throws IOException there is none
   */
  public double value(String name, String label) throws IOException {
    return text.lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new IOException("the metrics tell no " + name + " " + label));
  }
}
