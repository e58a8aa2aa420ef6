package dev.muxwire.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The child's side of {@link Child}: a line on stdin is a command with its arguments, separated by
 * tabs; a line on stdout is its answer. Ends with stdin.
 */
public final class Commands {
  /** Does a command. */
  @FunctionalInterface
  public interface Handler {
    Object handle(List<String> arguments) throws Exception;
  }

  private final Map<String, Handler> handlers = new LinkedHashMap<>();

  /** Knows {@code direct}, the bytes of this process's direct buffers; the rest is added. */
  public Commands() {
    on("direct", arguments -> directBytes());
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  public Commands on(String command, Handler handler) {
    handlers.put(command, handler);
    return this;
  }

  /** Does commands until there are no more. */
  public void serve() throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err); // what libraries print is no answer
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(answer(Arrays.asList(line.split("\t", -1))));
    }
  }

  private String answer(List<String> words) {
    Handler handler = handlers.get(words.get(0));
    if (handler == null) {
      return "failed\tno such command: " + words.get(0);
    }
    try {
      return "done\t" + handler.handle(words.subList(1, words.size()));
    } catch (Exception e) {
      e.printStackTrace();
      return "failed\t" + e.toString().replace('\n', ' ');
    }
  }
}
