package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribe;
import dev.muxwire.samples.Sample;
import dev.muxwire.samples.SampleBatches;
import dev.muxwire.samples.SampleUnit;
import dev.muxwire.wire.ChunkReceiver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A workspace of 100,000 entities, as raw packets bring it. */
final class HugeWorkspaceTest {
  private static final long SEED = 1;
  private static final int ENTITIES = 100_000;
  private static final int FOCUSED_TAB = 700;
  private static final int MOST_BATCHES_ON_THE_WAY = 4;
  private static final int MOST_BYTES_OF_A_CHANGE = 100;
  private static final int MOST_BYTES_OF_A_PART = 1 << 20;
  private static final long SECONDS = 60;

  @Test
  void focusedTabComesFirst_andAChangeOfOneFieldIsOneSmallFrame(@TempDir Path directory)
      throws Exception {
    try (Installation installation = new Installation(directory)) {
      ServerProcess server = installation.server("serve", 0, "-Xmx512m");
      MuxwireClient author = installation.client(server.uri());
      author.createWorkspace(Installation.WORKSPACE).get(SECONDS, TimeUnit.SECONDS);
      putAll(author);
      Set<String> focused = focusedIds();
      try (RawPeer watcher = new RawPeer(server, installation.token())) {
        watcher.subscribe(
            Subscribe.newBuilder()
                .setWorkspace(Installation.WORKSPACE)
                .addAllFocusIds(focused)
                .build());
        StatePart first = firstPart(watcher);
        assertThat(first.getFocus()).isTrue();
        assertThat(ids(first)).isEqualTo(focused);
        assertThat(idsUntilConsistent(watcher)).hasSizeGreaterThanOrEqualTo(ENTITIES);
        assertOneSmallFrame(author, watcher, focused.iterator().next());
      }
    }
  }

  /** One after the other in order, a few on their way. */
  private static void putAll(MuxwireClient author) throws Exception {
    Deque<CompletableFuture<MutationResult>> onTheWay = new ArrayDeque<>();
    for (SampleBatches batches = Sample.HUGE.batches(SEED); batches.hasNext(); ) {
      onTheWay.add(author.mutate(Installation.WORKSPACE, batches.next().toMutation()));
      if (onTheWay.size() == MOST_BATCHES_ON_THE_WAY) {
        onTheWay.remove().get(SECONDS, TimeUnit.SECONDS);
      }
    }
    for (CompletableFuture<MutationResult> last : onTheWay) {
      last.get(SECONDS, TimeUnit.SECONDS);
    }
  }

  /** A tab somewhere in the sample, and its panes; the tab first. */
  private static Set<String> focusedIds() {
    Iterator<SampleUnit> units = Sample.HUGE.units(SEED);
    SampleUnit unit = units.next();
    for (int i = 0; i < FOCUSED_TAB; i++) {
      unit = units.next();
    }
    assertThat(unit.entities().get(0).kind()).isEqualTo(EntityKind.TAB);
    return unit.entities().stream()
        .map(Mutation.Create::id)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static StatePart firstPart(RawPeer watcher) throws IOException {
    while (true) {
      for (ServerFrame frame : watcher.read().getFramesList()) {
        if (frame.hasStatePart()) {
          return frame.getStatePart();
        }
      }
    }
  }

  /** Pings come between, in packets of their own. */
  private static ServerPacket nextWithState(RawPeer watcher) throws IOException {
    ServerPacket packet = watcher.read();
    while (packet.getFramesList().stream().noneMatch(ServerFrame::hasStatePart)) {
      packet = watcher.read();
    }
    return packet;
  }

  private static Set<String> ids(StatePart part) {
    return part.getChangesList().stream().map(EntityChange::getId).collect(Collectors.toSet());
  }

  /** On a busy machine packets become small, and a large entity then comes in chunks. */
  private static Set<String> idsUntilConsistent(RawPeer watcher) throws IOException {
    Set<String> ids = new HashSet<>();
    ChunkReceiver chunks = new ChunkReceiver(MOST_BYTES_OF_A_PART, List.of());
    while (true) {
      for (ServerFrame arrived : watcher.read().getFramesList()) {
        ServerFrame frame = arrived;
        if (arrived.hasChunk()) {
          byte[] whole = chunks.accept(arrived.getStreamId(), arrived.getChunk(), 0);
          frame = whole == null ? arrived : ServerFrame.parseFrom(whole);
        }
        ids.addAll(ids(frame.getStatePart()));
        if (frame.getStatePart().getConsistent()) {
          return ids;
        }
      }
    }
  }

  private static void assertOneSmallFrame(MuxwireClient author, RawPeer watcher, String tab)
      throws Exception {
    Mutation rename =
        Mutation.builder().patch(EntityKind.TAB, tab, Map.of("title", "another title")).build();
    long revision =
        author.mutate(Installation.WORKSPACE, rename).get(SECONDS, TimeUnit.SECONDS).revision();
    ServerPacket packet = nextWithState(watcher);
    assertThat(packet.getFramesCount()).isEqualTo(1);
    StatePart part = packet.getFrames(0).getStatePart();
    assertThat(part.getThrough()).isEqualTo(revision);
    assertThat(part.getConsistent()).isTrue();
    assertThat(ids(part)).isEqualTo(Set.of(tab));
    int bytes = packet.getFrames(0).getSerializedSize();
    System.out.println("a change of one field of " + ENTITIES + ": a frame of " + bytes + " bytes");
    assertThat(bytes).isLessThan(MOST_BYTES_OF_A_CHANGE);
    assertThat(part.getChanges(0).getBody().getTab().getAllFields()).hasSize(1);
  }
}
