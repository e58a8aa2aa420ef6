package dev.muxwire.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server holds in memory: on its heap after a collection, and in direct buffers. */
final class ServerMemory {
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

  private static final Pattern DIRECT =
      Pattern.compile("(?m)^jvm_buffer_memory_used_bytes\\{[^}]*id=\"direct\"[^}]*} ([0-9.E]+)");

  private ServerMemory() {}

  /**
   * Bytes of all direct buffers.
   *
   * @param token of the owner, who may read the metrics
   */
  static long directBytes(ServerProcess server, String token) throws Exception {
    URI metrics = URI.create("http://127.0.0.1:" + server.uri().getPort() + "/metrics");
    HttpRequest request =
        HttpRequest.newBuilder(metrics).header("Authorization", "Bearer " + token).build();
    String said =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    Matcher direct = DIRECT.matcher(said);
    if (!direct.find()) {
      throw new AssertionError("the metrics tell of no direct buffers");
    }
    return (long) Double.parseDouble(direct.group(1));
  }

  /** Bytes of all objects that are reachable: the histogram collects first. */
  static long heapBytes(ServerProcess server) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, Long.toString(server.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher total = TOTAL.matcher(said);
    if (!total.find()) {
      throw new AssertionError("jcmd told no total: " + said);
    }
    return Long.parseLong(total.group(1));
  }
}
