package dev.muxwire.fuzz;

import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.FromStart;
import dev.muxwire.proto.v1.Get;
import dev.muxwire.proto.v1.GetStatus;
import dev.muxwire.proto.v1.LineRange;
import dev.muxwire.proto.v1.PurgeTerminal;
import dev.muxwire.proto.v1.SearchScrollback;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Subscribe;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class StorageFuzzTest {
  private static final Logger CACHE =
      Logger.getLogger("com.github.benmanes.caffeine.cache.LocalAsyncCache");

  /** Records and metadata that a server reads, by and large, in these tests. */
  private static final int READS = 24;

  @Test
  void anyDamageOfWhatIsStored_isToldAndHarmsNothingElse() {
    Level before = CACHE.getLevel();
    CACHE.setLevel(Level.OFF); // it tells of every block that cannot be read
    try {
      damageEverything();
    } finally {
      CACHE.setLevel(before);
    }
  }

  private static void damageEverything() {
    Campaign.run("storage", Bounds.SYSTEM, StorageFuzzTest::damages, StorageFuzzTest::play);
  }

  /** Each damage: which read it hits, and the seed of what it does there. */
  private static byte[] damages(SplittableRandom random) {
    byte[] damages = new byte[2 * (1 + random.nextInt(4))];
    for (int i = 0; i < damages.length; i += 2) {
      damages[i] = (byte) random.nextInt(READS);
      damages[i + 1] = (byte) random.nextInt(256);
    }
    return damages;
  }

  private static void play(byte[] damages) {
    MemoryLogStore disk = new MemoryLogStore();
    new PreparedServer(disk);
    FuzzTime time = new FuzzTime();
    Damage damage = new Damage(damages);
    FuzzedServer server = new FuzzedServer(time, new DamagedStore(disk.crash(), damage::apply));
    time.passMs(10);
    FuzzedPeer peer = server.connect();
    time.passMs(1);
    peer.hello();
    askForEverything(peer);
    time.passMs(5_000);
    requireAnswers(peer);
    if (peer.closeCode() != 0 || !peer.isAnswered()) {
      throw new AssertionError("damage of a log ended a connection: " + peer.closeCode());
    }
    time.passMs(60_000);
  }

  private static void askForEverything(FuzzedPeer peer) {
    String workspace = FuzzedServer.WORKSPACE;
    String terminal = PreparedServer.TERMINAL;
    peer.send(
        ClientFrame.newBuilder()
            .setStreamId(1)
            .setSubscribe(Subscribe.newBuilder().setWorkspace(workspace)),
        ClientFrame.newBuilder()
            .setStreamId(2)
            .setAttach(
                Attach.newBuilder()
                    .setWorkspace(workspace)
                    .setTerminalId(terminal)
                    .setStart(FromStart.getDefaultInstance())),
        ClientFrame.newBuilder()
            .setStreamId(3)
            .setFetchScrollback(
                FetchScrollback.newBuilder()
                    .setWorkspace(workspace)
                    .setTerminalId(terminal)
                    .setWithTimes(true)
                    .setLines(LineRange.newBuilder().setLine(5).setBefore(10).setAfter(10))),
        ClientFrame.newBuilder()
            .setStreamId(4)
            .setSearchScrollback(
                SearchScrollback.newBuilder()
                    .setWorkspace(workspace)
                    .setTerminalId(terminal)
                    .setPattern("line")
                    .setBackwards(true)),
        ClientFrame.newBuilder()
            .setGet(
                Get.newBuilder()
                    .setRequestSeq(1)
                    .setWorkspace(workspace)
                    .addIds("tab1")
                    .addIds(terminal)),
        ClientFrame.newBuilder().setGetStatus(GetStatus.newBuilder().setRequestSeq(2)),
        ClientFrame.newBuilder()
            .setPurgeTerminal(
                PurgeTerminal.newBuilder()
                    .setRequestSeq(3)
                    .setWorkspace(workspace)
                    .setTerminalId(terminal)
                    .setBeforeOffset(100)));
  }

  /** By what it is for, or by what is wrong. */
  private static void requireAnswers(FuzzedPeer peer) {
    List<ServerFrame> frames = peer.takeFrames();
    List<String> silent = new ArrayList<>();
    for (int stream = 1; stream <= 4; stream++) {
      int id = stream;
      if (frames.stream().noneMatch(frame -> frame.getStreamId() == id)) {
        silent.add("stream " + id);
      }
    }
    boolean got =
        frames.stream().anyMatch(f -> f.hasGetResult() || f.getError().getRequestSeq() == 1);
    boolean status =
        frames.stream().anyMatch(f -> f.hasServerStatus() || f.getError().getRequestSeq() == 2);
    boolean purged =
        frames.stream()
            .anyMatch(
                f -> f.getRequestDone().getRequestSeq() == 3 || f.getError().getRequestSeq() == 3);
    if (!silent.isEmpty() || !got || !status || !purged) {
      throw new AssertionError(
          "no answer: " + silent + ", get " + got + ", status " + status + ", purge " + purged);
    }
  }

  /** Hits the reads that it is told to. */
  private static final class Damage {
    private final byte[] damages;
    private int reads;

    Damage(byte[] damages) {
      this.damages = damages;
    }

    byte[] apply(byte[] stored) {
      byte[] read = stored;
      for (int i = 0; i + 1 < damages.length; i += 2) {
        if ((damages[i] & 0xFF) == reads) {
          SplittableRandom random = new SplittableRandom(damages[i + 1]);
          read = Mutations.mutate(read, List.of(stored), random);
        }
      }
      reads++;
      return read;
    }
  }
}
