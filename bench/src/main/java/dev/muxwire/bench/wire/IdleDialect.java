package dev.muxwire.bench.wire;

import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.FromStart;
import dev.muxwire.proto.v1.Subscribe;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client of Muxwire that says Hello, and no more than it must from then on.
 *
 * @param opens a workspace that it subscribes to, and perhaps a terminal in it that it attaches to;
 *     or nothing
 */
record IdleDialect(List<String> opens, AtomicInteger opened) implements Dialect {
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
    return new Idler();
  }

  private byte[] streams() {
    Subscribe subscribe = Subscribe.newBuilder().setWorkspace(opens.get(0)).build();
    ClientFrame.Builder first = ClientFrame.newBuilder().setStreamId(1).setSubscribe(subscribe);
    if (opens.size() == 1) {
      return Upkeep.packet(first);
    }
    Attach attach =
        Attach.newBuilder()
            .setWorkspace(opens.get(0))
            .setTerminalId(opens.get(1))
            .setStart(FromStart.getDefaultInstance())
            .setMode(AttachMode.ATTACH_MODE_LOSSLESS)
            .setReadOnly(true)
            .build();
    return Upkeep.packet(first, ClientFrame.newBuilder().setStreamId(2).setAttach(attach));
  }

  private final class Idler implements Session, PacketWalker.Listener {
    private final PacketWalker walker = new PacketWalker(this);
    private final Upkeep upkeep = new Upkeep();

    @Override
    public List<byte[]> opening() {
      byte[] hello = Upkeep.hello(opened.getAndIncrement(), List.of());
      return opens.isEmpty() ? List.of(hello) : List.of(hello, streams());
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
      throw new IllegalStateException("the terminal is not idle");
    }

    @Override
    public void ping(long nonce) {
      upkeep.ping(nonce);
    }

    @Override
    public long payload() {
      return 0;
    }

    /** What it receives is not told: it has credit for none of it. */
    @Override
    public List<byte[]> answers(long received) {
      return upkeep.answers(0);
    }
  }
}
