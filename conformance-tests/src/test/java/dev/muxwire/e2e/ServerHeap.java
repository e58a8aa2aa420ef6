package dev.muxwire.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server's heap holds after a collection. */
final class ServerHeap {
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

  private ServerHeap() {}

  /** Bytes of all objects that are reachable: the histogram collects first. */
  static long liveBytes(ServerProcess server) throws IOException {
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
