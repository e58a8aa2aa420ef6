package dev.muxwire.bench.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process costs, as the kernel counts it, and its JVM. */
public record Meter(long pid) {
  /** Linux counts in these for every architecture that it shows to programs. */
  private static final double TICKS_A_SECOND = 100;

  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

  /** Seconds of processor time since it began, its own and the kernel's for it. */
  public double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]))
        / TICKS_A_SECOND;
  }

  /** Bytes of memory that are in RAM. */
  public long residentBytes() throws IOException {
    return status("VmRSS:") * 1024;
  }

  /** The most that there ever were. */
  public long peakResidentBytes() throws IOException {
    return status("VmHWM:") * 1024;
  }

  private long status(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow(() -> new IOException(pid + " has no " + name));
  }

  /** Bytes of all objects on a JVM's heap that are reachable: it collects first. */
  public long heapBytes() throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher total = TOTAL.matcher(said);
    if (!total.find()) {
      throw new IOException("jcmd told no total: " + said);
    }
    return Long.parseLong(total.group(1));
  }
}
