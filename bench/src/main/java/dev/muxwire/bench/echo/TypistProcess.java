package dev.muxwire.bench.echo;

import dev.muxwire.bench.process.Commands;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The process with all that types, each under a name. */
public final class TypistProcess {
  private static final long FLOWING_BYTES = 100_000;

  private final Map<String, Typist> typists = new HashMap<>();

  private TypistProcess() {}

  public static void main(String[] args) throws Exception {
    TypistProcess process = new TypistProcess();
    new Commands()
        .on("muxwire", process::muxwire)
        .on("raw", arguments -> process.add(arguments, new RawKeyboard(port(arguments))))
        .on(
            "terminado",
            arguments -> process.add(arguments, new TerminadoKeyboard(port(arguments))))
        .on("tmux", arguments -> process.add(arguments, new TmuxKeyboard(arguments.get(1))))
        .on("attach", process::attach)
        .on("type", process::type)
        .on("watch", process::watch)
        .on("flowing", process::flowing)
        .on("unwatch", process::unwatch)
        .on("watched", arguments -> process.watching(arguments).watchedBytes())
        .serve();
    for (Typist typist : process.typists.values()) {
      typist.close();
    }
  }

  private static int port(List<String> arguments) {
    return Integer.parseInt(arguments.get(1));
  }

  private Object add(List<String> arguments, Keyboard keyboard) throws Exception {
    Typist typist = new Typist(keyboard);
    typists.put(arguments.get(0), typist);
    typist.awaitReady();
    return "";
  }

  /** Name, port, token, workspace. */
  private Object muxwire(List<String> arguments) throws Exception {
    Keyboard keyboard = new MuxwireKeyboard(port(arguments), arguments.get(2), arguments.get(3));
    typists.put(arguments.get(0), new Typist(keyboard));
    return "";
  }

  /** Name and terminal. */
  private Object attach(List<String> arguments) throws Exception {
    watching(arguments).attach(arguments.get(1));
    typist(arguments).awaitReady();
    return "";
  }

  /** Name, keys and the microseconds between them; tells p50, p99 and the longest, in those. */
  private Object type(List<String> arguments) throws Exception {
    int keys = Integer.parseInt(arguments.get(1));
    long interval = TimeUnit.MICROSECONDS.toNanos(Long.parseLong(arguments.get(2)));
    Histogram nanos = typist(arguments).type(keys, interval);
    return micros(nanos.getValueAtPercentile(50))
        + " "
        + micros(nanos.getValueAtPercentile(99))
        + " "
        + micros(nanos.getMaxValue());
  }

  private static double micros(long nanos) {
    return nanos / 1e3;
  }

  /** Name and terminal. */
  private Object watch(List<String> arguments) throws Exception {
    watching(arguments).watch(arguments.get(1));
    return "";
  }

  /** Waits until what is watched flows. */
  private Object flowing(List<String> arguments) throws Exception {
    MuxwireKeyboard keyboard = watching(arguments);
    long until = keyboard.watchedBytes() + FLOWING_BYTES;
    while (keyboard.watchedBytes() < until) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return "";
  }

  private Object unwatch(List<String> arguments) throws Exception {
    watching(arguments).unwatch();
    return "";
  }

  private Typist typist(List<String> arguments) {
    return Objects.requireNonNull(typists.get(arguments.get(0)), arguments.get(0));
  }

  private MuxwireKeyboard watching(List<String> arguments) {
    return (MuxwireKeyboard) typist(arguments).keyboard();
  }
}
