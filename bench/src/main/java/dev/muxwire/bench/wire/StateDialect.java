package dev.muxwire.bench.wire;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Subscribe;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Watches a workspace's state, keeps the protocol and discards. Its payload is 1 once it has the
 * whole state, and one more for each revision after that.
 */
public final class StateDialect implements Dialect {
  private final Subscribe subscribe;
  private final AtomicInteger opened = new AtomicInteger();

  /** A watcher of a workspace. */
  public StateDialect(String workspace) {
    this(Subscribe.newBuilder().setWorkspace(workspace).build());
  }

  /** One that asks for something particular, or comes back with a cursor and missed nothing. */
  public StateDialect(Subscribe subscribe) {
    this.subscribe = subscribe;
  }

  @Override
  public String path() {
    return "/v1/sync";
  }

  @Override
  public String subprotocol() {
    return "muxwire.v1";
  }

  @Override
  public Session open() {
    return new Watcher();
  }

  private final class Watcher implements Session, PacketWalker.Listener {
    private final PacketWalker walker = new PacketWalker(this);
    private final Upkeep upkeep = new Upkeep();
    private long firstRevision = -1;
    private long revision;

    @Override
    public List<byte[]> opening() {
      return List.of(
          Upkeep.hello(opened.getAndIncrement(), List.of()),
          Upkeep.packet(
              ClientFrame.newBuilder().setStreamId(1).setSubscribe(subscribe), Upkeep.credit(1)));
    }

    @Override
    public void begin(long bytes) {
      walker.begin(bytes);
    }

    @Override
    public void bytes(ByteBuffer bytes) {
      walker.walk(bytes);
    }

    @Override
    public void output(long offset, long bytes) {
      throw new IllegalStateException("output, but there is no terminal");
    }

    @Override
    public void subscribed(long through) {
      if (subscribe.hasCursor() && through == subscribe.getCursor().getThrough()) {
        consistent(through);
      }
    }

    @Override
    public void consistent(long at) {
      revision = at;
      if (firstRevision < 0) {
        firstRevision = at;
      }
    }

    @Override
    public void ping(long nonce) {
      upkeep.ping(nonce);
    }

    @Override
    public long payload() {
      return firstRevision < 0 ? 0 : 1 + revision - firstRevision;
    }

    @Override
    public List<byte[]> answers(long received) {
      return upkeep.answers(received);
    }
  }
}
