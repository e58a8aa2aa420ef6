package dev.muxwire.client.internal.boot;

import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.internal.core.ClientCore;
import dev.muxwire.client.internal.transport.JdkTransport;
import dev.muxwire.client.spi.Transport;
import dev.muxwire.client.spi.TransportProvider;
import dev.muxwire.time.SerialLoop;
import java.security.SecureRandom;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a client with threads of its own: one for the core, and one for callbacks if need be. */
public final class ClientBoot {
  private static final Logger LOG = LoggerFactory.getLogger(ClientBoot.class);

  private ClientBoot() {}

  /** Starts a client; its threads end with it. */
  public static ClientCore start(ClientOptions options) {
    Transport transport = transport(options);
    ScheduledThreadPoolExecutor loopThread =
        new ScheduledThreadPoolExecutor(1, daemon("muxwire-core"));
    loopThread.setRemoveOnCancelPolicy(true);
    SerialLoop loop =
        new SerialLoop(
            loopThread, loopThread, failure -> LOG.error("The client's core failed", failure));
    ExecutorService ownCallbacks =
        options.callbackExecutor() == null
            ? Executors.newSingleThreadExecutor(daemon("muxwire-callbacks"))
            : null;
    ClientOptions resolved =
        ownCallbacks == null ? options : options.withCallbackExecutor(ownCallbacks);
    ClientCore core = ClientCore.create(resolved, loop, transport, new SecureRandom());
    core.ended()
        .whenCompleteAsync(
            (done, failure) -> end(loopThread, ownCallbacks, transport), afterTheLastTurn(loop));
    return core;
  }

  /** Whatever the end still caused on the loop runs before the threads go. */
  private static Executor afterTheLastTurn(SerialLoop loop) {
    return task -> loop.schedule(CLOSE_GRACE_MS, task);
  }

  /** Time for the close handshake, and for callbacks to call back. */
  private static final long CLOSE_GRACE_MS = 1_000;

  private static void end(
      ScheduledThreadPoolExecutor loopThread,
      @org.jspecify.annotations.Nullable ExecutorService callbacks,
      Transport transport) {
    transport.close();
    if (callbacks != null) {
      callbacks.shutdown();
    }
    loopThread.setRejectedExecutionHandler((task, executor) -> {});
    loopThread.shutdown();
  }

  private static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  private static Transport transport(ClientOptions options) {
    int maxPacketBytes = options.limits().maxPacketBytes();
    if (options.transport().equals(JdkTransport.NAME)) {
      return new JdkTransport(maxPacketBytes);
    }
    for (TransportProvider provider : ServiceLoader.load(TransportProvider.class)) {
      if (provider.name().equals(options.transport())) {
        return provider.create(maxPacketBytes);
      }
    }
    throw new IllegalArgumentException(
        "no transport is called " + options.transport() + "; is its artifact on the class path?");
  }
}
