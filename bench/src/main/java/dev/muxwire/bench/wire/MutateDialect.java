package dev.muxwire.bench.wire;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.Get;
import dev.muxwire.proto.v1.GetResult;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.MutateResult;
import dev.muxwire.proto.v1.Operation;
import dev.muxwire.proto.v1.PatchEntity;
import dev.muxwire.proto.v1.RequestId;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.proto.v1.Tab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A client that gives a tab of its own new titles, each when the one before is acknowledged. Its
 * payload is how many are.
 *
 * @param token that all of them have; it may have 64 connections
 * @param target how many changes each may have made by now
 * @param tabs one for each client
 * @param latency is told the nanoseconds of each
 */
public record MutateDialect(
    String workspace,
    String token,
    List<String> tabs,
    LongSupplier target,
    LongConsumer latency,
    AtomicInteger opened)
    implements Dialect {
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
    return new Author(tabs.get(opened.getAndIncrement()));
  }

  /** A change as it travels, and so about what it is on a disk. */
  public static int changeBytes() {
    return change("bench", "-BPuWvnWHIojaingGqz4X", 1, 1, 1).toByteArray().length;
  }

  private static Mutate change(String workspace, String tab, long epoch, long revision, long seq) {
    RequestId request =
        RequestId.newBuilder().setRequestSeq(seq).setLowestOutstandingSeq(seq).build();
    Tab title =
        Tab.newBuilder().setTitle("~/work/muxwire: mvn verify, run %06d".formatted(seq)).build();
    return Mutate.newBuilder()
        .setRequest(request)
        .setWorkspace(workspace)
        .setBaseEpoch(epoch)
        .setBaseRevision(revision)
        .addOperations(
            Operation.newBuilder()
                .setPatch(
                    PatchEntity.newBuilder()
                        .setId(tab)
                        .setBody(EntityBody.newBuilder().setTab(title))))
        .build();
  }

  private final class Author extends MessageSession {
    private final Upkeep upkeep = new Upkeep();
    private final String tab;
    private long epoch;
    private long revision;
    private long acknowledged;
    private boolean isWaiting = true;
    private long sentNanos;

    Author(String tab) {
      this.tab = tab;
    }

    @Override
    public List<byte[]> opening() {
      Hello hello = Hello.newBuilder().setVersion(1).setMinVersion(1).setToken(token).build();
      Get get = Get.newBuilder().setWorkspace(workspace).setRequestSeq(1).build();
      return List.of(
          Upkeep.packet(ClientFrame.newBuilder().setHello(hello)),
          Upkeep.packet(ClientFrame.newBuilder().setGet(get)));
    }

    @Override
    protected void handle(ByteBuffer whole) {
      try {
        ServerPacket.parseFrom(whole).getFramesList().forEach(this::handle);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void handle(ServerFrame frame) {
      switch (frame.getBodyCase()) {
        case PING -> upkeep.ping(frame.getPing().getNonce());
        case GET_RESULT -> began(frame.getGetResult());
        case MUTATE_RESULT -> acknowledged(frame.getMutateResult());
        case ERROR -> throw new IllegalStateException("refused: " + frame.getError());
        default -> {}
      }
    }

    private void began(GetResult result) {
      epoch = result.getEpoch();
      revision = result.getRevision();
      isWaiting = false;
    }

    private void acknowledged(MutateResult result) {
      if (result.hasFailure()) {
        throw new IllegalStateException("refused: " + result.getFailure());
      }
      latency.accept(System.nanoTime() - sentNanos);
      revision = result.getRevision();
      acknowledged++;
      isWaiting = false;
    }

    /** The next change first, then what has to be said besides. */
    @Override
    public List<byte[]> answers(long received) {
      if (!isWaiting && acknowledged < target.getAsLong()) {
        isWaiting = true;
        sentNanos = System.nanoTime();
        Mutate change = change(workspace, tab, epoch, revision, acknowledged + 2);
        upkeep.say(Upkeep.packet(ClientFrame.newBuilder().setMutate(change)));
      }
      return upkeep.answers(received);
    }

    @Override
    public long payload() {
      return acknowledged;
    }
  }
}
