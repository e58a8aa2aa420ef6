package dev.muxwire.symptoms;

import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.WorkspaceReplica;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Fetches a terminal's scrollback, and a workspace's snapshot, again and again until it ends. */
final class SustainedBulk implements AutoCloseable {
  private final MuxwireClient client;
  private final String terminal;
  private final AtomicLong fetchedBytes = new AtomicLong();
  private final AtomicInteger snapshots = new AtomicInteger();
  private volatile boolean ended;
  private volatile @Nullable Throwable failure;

  /**
   * @param withSnapshots whether it takes them, too
   */
  SustainedBulk(MuxwireClient client, String terminal, boolean withSnapshots) {
    this.client = client;
    this.terminal = terminal;
    fetch();
    if (withSnapshots) {
      takeSnapshot();
    }
  }

  /** Bytes of scrollback so far. */
  long fetchedBytes() {
    Throwable reason = failure;
    if (reason != null) {
      throw new AssertionError("the bulk broke off", reason);
    }
    return fetchedBytes.get();
  }

  int snapshots() {
    return snapshots.get();
  }

  private void takeSnapshot() {
    WorkspaceReplica replica = client.subscribe(TestServer.WORKSPACE, SubscribeOptions.all());
    var unused =
        replica
            .firstConsistent()
            .whenComplete(
                (view, reason) -> {
                  replica.close();
                  if (reason == null) {
                    snapshots.incrementAndGet();
                    if (!ended) {
                      takeSnapshot();
                    }
                  } else if (!ended) {
                    failure = reason;
                  }
                });
  }

  private void fetch() {
    client.fetchScrollback(TestServer.WORKSPACE, terminal, 0, 0).subscribe(new Fetch());
  }

  @Override
  public void close() {
    ended = true;
  }

  private final class Fetch implements Flow.Subscriber<TerminalEvent> {
    private Flow.@Nullable Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(TerminalEvent event) {
      if (event instanceof TerminalEvent.Output output) {
        fetchedBytes.addAndGet(output.data().length);
      }
      if (ended && subscription != null) {
        subscription.cancel();
      }
    }

    @Override
    public void onError(Throwable reason) {
      if (!ended) {
        failure = reason;
      }
    }

    @Override
    public void onComplete() {
      if (!ended) {
        fetch();
      }
    }
  }
}
