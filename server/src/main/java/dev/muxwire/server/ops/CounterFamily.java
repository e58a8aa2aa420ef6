package dev.muxwire.server.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counters of one name, a label value each. Values are names of constants, of which there are few;
 * should that ever be wrong, further ones count together as "other".
 */
final class CounterFamily {
  private static final int MOST_VALUES = 64;
  private static final String OTHER = "other";

  private final MeterRegistry registry;
  private final String name;
  private final String help;
  private final String label;
  private final ConcurrentHashMap<String, Counter> counters = new ConcurrentHashMap<>();

  CounterFamily(MeterRegistry registry, String name, String help, String label, String... values) {
    this.registry = registry;
    this.name = name;
    this.help = help;
    this.label = label;
    for (String value : values) {
      of(value);
    }
  }

  void count(String value) {
    of(value).increment();
  }

  void count(String value, long amount) {
    of(value).increment(amount);
  }

  private Counter of(String value) {
    Counter known = counters.get(value);
    return known != null ? known : counters.computeIfAbsent(value, this::register);
  }

  private Counter register(String value) {
    String shown = counters.size() < MOST_VALUES ? shown(value) : OTHER;
    return Counter.builder(name).description(help).tag(label, shown).register(registry);
  }

  /** "ERROR_CODE_BUSY" and "SKIP_REASON_LAG" are "busy" and "lag". */
  private static String shown(String value) {
    return value.replaceFirst("^(ERROR_CODE|SKIP_REASON)_", "").toLowerCase(Locale.ROOT);
  }
}
