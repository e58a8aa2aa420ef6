package dev.muxwire.server.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Counts events, and shows the counts in Prometheus' text format. Counters are registered
 * beforehand: to count is an addition. No label is ever a name that clients choose.
 */
public final class Metrics implements ServerEvents, AutoCloseable {
  /** From a fast disk to a stalled one. */
  private static final Duration[] DURABLE_BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  private final Counter packetsIn = counter("packets.received", "packets that arrived");
  private final Counter bytesIn = counter("received.bytes", "bytes of packets that arrived");
  private final CounterFamily packetsOut =
      family("packets.sent", "packets handed to sockets", "class", Values.CLASSES);
  private final CounterFamily bytesOut =
      family("sent.bytes", "bytes of packets handed to sockets", "class", Values.CLASSES);
  private final CounterFamily transfers =
      family("chunk.transfers", "messages in chunks", "direction", "in", "out");

  private final Counter opened = counter("connections.opened", "accepted Hellos");
  private final CounterFamily refused =
      family("connections.refused", "connections ended for a breach", "code", "UNAUTHENTICATED");
  private final CounterFamily closed =
      family("connections.closed", "ended connections", "code", Values.CLOSE_CODES);
  private final CounterFamily upgradesRefused =
      family("upgrades.refused", "upgrades refused over HTTP", "status", Values.STATUSES);

  private final CounterFamily streamsOpened =
      family("streams.opened", "streams opened", "kind", Values.STREAM_KINDS);
  private final CounterFamily streamsEnded =
      family("streams.ended", "ended streams", "code", "NONE");
  private final CounterFamily streamsRefused =
      family("streams.refused", "streams that never opened", "code", "FORBIDDEN", "NOT_FOUND");
  private final AtomicLong streams = new AtomicLong();
  private final CounterFamily requests =
      family("requests", "requests on stream 0", "kind", Values.REQUESTS);
  private final Timer mutations =
      timer("mutation.durable", "a mutation's arrival to its durable result");
  private final CounterFamily mutationsRefused =
      family("mutations.refused", "refused mutations", "code", "PRECONDITION_FAILED", "STORAGE");
  private final Counter resets =
      counter("state.resets", "snapshots for clients whose cursor could not be resumed");
  private final CounterFamily skipped =
      family("skipped.bytes", "output passed over for a reader", "reason", Values.SKIP_REASONS);

  private final Counter output = counter("output.bytes", "terminal output appended to logs");
  private final Timer appends = timer("append.durable", "an append to a log until it is durable");
  private final CounterFamily storageFailures =
      family("storage.failures", "logs that failed", "kind", Values.LOG_FAILURES);
  private final CounterFamily backups =
      family("backups", "backups that ended", "outcome", "created", "failed");
  private final CounterFamily storageLosses =
      family("storage.losses", "losses of durable data at the start", "kind", Values.LOSSES);
  private final Counter drains = counter("drains", "drains that began");
  private final Counter faults = counter("task.failures", "faults of the program");

  /** Label values that are known beforehand, so that their counters begin at 0. */
  private static final class Values {
    static final String[] CLASSES = {
      "CONTROL", "ECHO", "STATE", "TERMINAL", "SNAPSHOT", "SCROLLBACK"
    };
    static final String[] CLOSE_CODES = {
      "1000", "1001", "1002", "1003", "1006", "1009", "1011", "4401", "4408", "4426", "4429"
    };

    /** A peer may close with any: what it makes up is counted together. */
    static final Set<String> KNOWN_CLOSE_CODES = Set.of(CLOSE_CODES);

    static final String[] STATUSES = {"400", "403", "503"};
    static final String[] STREAM_KINDS = {"STATE", "TERMINAL", "SCROLLBACK", "HOST", "PUBLISH"};
    static final String[] REQUESTS = {
      "MUTATE", "GET", "OPEN_TERMINAL", "GET_STATUS", "CREATE_BACKUP"
    };
    static final String[] SKIP_REASONS = {"RETENTION", "LAG", "HOST_OVERFLOW", "LOST", "PURGED"};
    static final String[] LOG_FAILURES = {"FULL", "READ_ONLY", "DAMAGED"};
    static final String[] LOSSES = {"TRUNCATED", "DAMAGED"};
  }

  public Metrics() {
    gauge("streams", "open streams", streams::get);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  private static String full(String name) {
    return "muxwire." + name;
  }

  private Counter counter(String name, String help) {
    return Counter.builder(full(name)).description(help).register(registry);
  }

  private CounterFamily family(String name, String help, String label, String... values) {
    return new CounterFamily(registry, full(name), help, label, values);
  }

  private Timer timer(String name, String help) {
    return Timer.builder(full(name))
        .description(help)
        .serviceLevelObjectives(DURABLE_BUCKETS)
        .register(registry);
  }

  /** Adds what is read when it is asked for. */
  public void gauge(String name, String help, Supplier<Number> value) {
    Gauge.builder(full(name), value).description(help).register(registry);
  }

  /** Adds a count that is kept elsewhere. */
  public void counted(String name, String help, Supplier<Number> value) {
    FunctionCounter.builder(full(name), value, now -> now.get().doubleValue())
        .description(help)
        .register(registry);
  }

  /** Everything, in Prometheus' text format, version 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  @Override
  public void connectionOpened(long connectionId, String principal, String clientName) {
    opened.increment();
  }

  @Override
  public void connectionRefused(long connectionId, String code, String message) {
    refused.count(code);
  }

  @Override
  public void connectionClosed(long connectionId, int closeCode, String reason) {
    String code = Integer.toString(closeCode);
    closed.count(Values.KNOWN_CLOSE_CODES.contains(code) ? code : "other");
  }

  @Override
  public void upgradeRefused(int status, String remoteAddress, String reason) {
    upgradesRefused.count(Integer.toString(status));
  }

  @Override
  public void packetReceived(int bytes) {
    packetsIn.increment();
    bytesIn.increment(bytes);
  }

  @Override
  public void packetSent(String priority, int bytes) {
    packetsOut.count(priority);
    bytesOut.count(priority, bytes);
  }

  @Override
  public void chunkTransfer(String direction) {
    transfers.count(direction);
  }

  @Override
  public void streamOpened(long connectionId, int streamId, String kind, String workspace) {
    streams.incrementAndGet();
    streamsOpened.count(kind);
  }

  @Override
  public void streamRefused(long connectionId, int streamId, String code) {
    streamsRefused.count(code);
  }

  @Override
  public void streamEnded(
      long connectionId, int streamId, String kind, String workspace, String code) {
    streams.decrementAndGet();
    streamsEnded.count(code);
  }

  @Override
  public void requestReceived(String kind) {
    requests.count(kind);
  }

  @Override
  public void mutationApplied(long micros) {
    mutations.record(micros, TimeUnit.MICROSECONDS);
  }

  @Override
  public void mutationRefused(String code) {
    mutationsRefused.count(code);
  }

  @Override
  public void stateReset(long connectionId, int streamId, String workspace) {
    resets.increment();
  }

  @Override
  public void outputSkipped(String reason, long bytes) {
    skipped.count(reason, bytes);
  }

  @Override
  public void outputAppended(int bytes) {
    output.increment(bytes);
  }

  @Override
  public void appendDurable(long nanos) {
    appends.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void storageFailed(String log, String kind, String message) {
    storageFailures.count(kind);
  }

  @Override
  public void backupCreated(long backupId, long bytes, long millis) {
    backups.count("created");
  }

  @Override
  public void backupFailed(String reason) {
    backups.count("failed");
  }

  @Override
  public void storageLost(String kind, String message) {
    storageLosses.count(kind);
  }

  @Override
  public void drainBegan(int connections, int graceMs) {
    drains.increment();
  }

  @Override
  public void taskFailed(String owner, Throwable failure) {
    faults.increment();
  }
}
