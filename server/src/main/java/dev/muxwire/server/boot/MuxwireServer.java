package dev.muxwire.server.boot;

import dev.muxwire.server.auth.Identities;
import dev.muxwire.server.backup.BackupDirectory;
import dev.muxwire.server.config.Limits;
import dev.muxwire.server.config.ServerConfig;
import dev.muxwire.server.connection.Admission;
import dev.muxwire.server.connection.Backups;
import dev.muxwire.server.connection.Connection;
import dev.muxwire.server.connection.ConnectionBook;
import dev.muxwire.server.connection.ServerContext;
import dev.muxwire.server.endpoint.SyncEndpoint;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.ops.JoinedEvents;
import dev.muxwire.server.ops.LoggedEvents;
import dev.muxwire.server.ops.Metrics;
import dev.muxwire.server.ops.ServerEvents;
import dev.muxwire.server.storage.ObservedLogStore;
import dev.muxwire.server.storage.rocksdb.RocksDbLogStore;
import dev.muxwire.server.storage.rocksdb.RocksDbOptions;
import dev.muxwire.server.terminal.BlockCache;
import dev.muxwire.time.Loop;
import dev.muxwire.time.SerialLoop;
import dev.muxwire.wire.PacketBuffers;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A running server. Start it, give its {@link #uri()} to clients, close it. */
public final class MuxwireServer implements AutoCloseable {
  private static final int STOP_TIMEOUT_MS = 3_000;
  private static final long STOP_POLL_MS = 10;
  private static final String NAME = "muxwire/0.1.0";

  private final SyncEndpoint endpoint;
  private final LogStore store;
  private final Metrics metrics;
  private final ServerEvents events;
  private final int drainGraceMs;
  private final ExecutorService pool;
  private final ScheduledExecutorService timers;
  private final ScheduledExecutorService tokenWatch;
  private final ExecutorService backupThread;
  private final ExecutorService searches;
  private final URI uri;
  private final AtomicBoolean closing = new AtomicBoolean();

  private MuxwireServer(
      SyncEndpoint endpoint,
      LogStore store,
      Metrics metrics,
      ServerEvents events,
      int drainGraceMs,
      ExecutorService pool,
      ScheduledExecutorService timers,
      ScheduledExecutorService tokenWatch,
      ExecutorService backupThread,
      ExecutorService searches,
      URI uri) {
    this.endpoint = endpoint;
    this.store = store;
    this.metrics = metrics;
    this.events = events;
    this.drainGraceMs = drainGraceMs;
    this.pool = pool;
    this.timers = timers;
    this.tokenWatch = tokenWatch;
    this.backupThread = backupThread;
    this.searches = searches;
    this.uri = uri;
  }

  /**
   * Starts a server: opens its data, then listens.
   *
   * @throws IOException the data directory or the address cannot be had; the message says why and
   *     what to do
   */
  public static MuxwireServer start(ServerConfig config) throws IOException {
    SecureRandom random = new SecureRandom();
    DataDirectory data = new DataDirectory(config.dataDirectory(), random);
    Metrics metrics = new Metrics();
    ServerEvents events = new JoinedEvents(new LoggedEvents(), metrics);
    int threads = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    ExecutorService pool = Executors.newFixedThreadPool(threads, threadsNamed("muxwire-loop"));
    ScheduledExecutorService timers =
        Executors.newSingleThreadScheduledExecutor(threadsNamed("muxwire-timer"));
    ScheduledExecutorService tokenWatch =
        Executors.newSingleThreadScheduledExecutor(threadsNamed("muxwire-tokens"));
    ExecutorService backupThread =
        Executors.newSingleThreadExecutor(threadsNamed("muxwire-backup"));
    ExecutorService searches =
        Executors.newFixedThreadPool(searchThreads(), threadsNamed("muxwire-search"));
    Supplier<Loop> loops =
        () -> new SerialLoop(pool, timers, failure -> events.taskFailed("loop", failure));
    RocksDbLogStore engine =
        new RocksDbLogStore(
            RocksDbOptions.in(data.store()),
            loss -> events.storageLost(loss.kind().name(), loss.message()));
    ObservedLogStore store = observe(engine, events);
    try {
      LiveTokens tokens = new LiveTokens(data.token(), data.tokens(), events);
      LiveBackups backups =
          new LiveBackups(
              new BackupDirectory(config.backupDirectory()),
              data.path(),
              engine,
              NAME,
              backupThread,
              events);
      PacketBuffers packets = new PacketBuffers(config.limits().blockCacheBytes() / 2);
      ServerContext context =
          context(config, data, tokens, store, backups, packets, loops, searches, random, events);
      AtomicLong connectionIds = new AtomicLong();
      SyncEndpoint endpoint =
          new SyncEndpoint(
              config,
              loops,
              (loop, edge) -> new Connection(connectionIds.incrementAndGet(), context, loop, edge),
              new ServerOperations(store, context.authenticator(), metrics),
              events);
      ServerGauges.register(metrics, context, endpoint, engine, packets);
      metrics.gauge(
          "last.backup.seconds",
          "when the newest backup began, since the Unix epoch",
          () -> backups.newestAtMs() / 1000);
      int port = endpoint.start();
      tokens.watch(tokenWatch, endpoint::tokensChanged);
      URI uri = uriOf(config.listenHost(), port);
      events.serverStarted(uri.toString(), NAME);
      return new MuxwireServer(
          endpoint,
          store,
          metrics,
          events,
          config.drainGraceMs(),
          pool,
          timers,
          tokenWatch,
          backupThread,
          searches,
          uri);
    } catch (IOException | RuntimeException e) {
      store.close();
      metrics.close();
      pool.shutdown();
      timers.shutdown();
      tokenWatch.shutdown();
      backupThread.shutdown();
      searches.shutdown();
      throw e;
    }
  }

  private static ObservedLogStore observe(RocksDbLogStore engine, ServerEvents events) {
    return new ObservedLogStore(
        engine,
        System::nanoTime,
        new ObservedLogStore.Observer() {
          @Override
          public void durable(long nanos) {
            events.appendDurable(nanos);
          }

          @Override
          public void failed(String log, LogFailure failure) {
            events.storageFailed(log, failure.kind().name(), failure.message());
          }
        });
  }

  private static URI uriOf(String host, int port) {
    boolean bareIpv6 = host.contains(":") && !host.startsWith("[");
    return URI.create(
        "ws://" + (bareIpv6 ? "[" + host + "]" : host) + ":" + port + ServerConfig.PATH);
  }

  private static ServerContext context(
      ServerConfig config,
      DataDirectory data,
      LiveTokens tokens,
      LogStore store,
      Backups backups,
      PacketBuffers packets,
      Supplier<Loop> loops,
      Executor searches,
      SecureRandom random,
      ServerEvents events)
      throws IOException {
    Limits limits = config.limits();
    return new ServerContext(
        limits,
        tokens,
        new Identities(data.identityKey(), random::nextLong),
        new WorkspaceRegistry(
            store,
            loops,
            new BlockCache(limits.blockCacheBytes()),
            limits,
            random::nextLong,
            events),
        new Admission(limits),
        new ConnectionBook(),
        backups,
        packets,
        searches,
        events,
        random.nextLong(),
        System.currentTimeMillis(),
        NAME);
  }

  /** Searches compute; they leave others half of the processors. */
  private static int searchThreads() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  private static ThreadFactory threadsNamed(String name) {
    AtomicLong number = new AtomicLong();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Where clients connect: {@code ws://HOST:PORT/v1/sync}. */
  public URI uri() {
    return uri;
  }

  /**
   * Drains: tells clients to reconnect, closes with 1001, syncs what is pending, stops. Idempotent.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    tokenWatch.shutdownNow();
    backupThread.shutdown();
    endpoint.drain();
    awaitDisconnects();
    try {
      endpoint.close();
    } catch (IOException e) {
      events.taskFailed("endpoint", e);
    }
    searches.shutdown();
    awaitBackup();
    store.close();
    metrics.close();
    pool.shutdown();
    timers.shutdownNow();
    events.serverStopped();
  }

  /** The engine cannot give one up; it ends by itself, and the store has to be there so long. */
  private void awaitBackup() {
    try {
      while (!backupThread.awaitTermination(1, TimeUnit.HOURS)) {
        events.taskFailed("backup", new IllegalStateException("a backup does not end"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitDisconnects() {
    long deadline =
        System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(drainGraceMs + STOP_TIMEOUT_MS);
    try {
      while (endpoint.connectionCount() > 0 && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(STOP_POLL_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
