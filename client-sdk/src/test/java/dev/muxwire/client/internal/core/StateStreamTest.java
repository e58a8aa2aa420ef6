package dev.muxwire.client.internal.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.ChangeSet;
import dev.muxwire.client.Entity;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.WorkspaceView;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.StateCursor;
import dev.muxwire.wire.ChunkSender;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateStreamTest {
  private final Bench bench = Bench.connected();
  private final WorkspaceReplica replica =
      bench.client.subscribe("main", SubscribeOptions.builder().focus(List.of("a")).build());
  private final Watcher watcher = new Watcher();

  private static final class Watcher implements WorkspaceReplica.Listener {
    final List<ChangeSet> changes = new ArrayList<>();
    final List<Entity> focused = new ArrayList<>();
    @Nullable MuxwireException end;

    @Override
    public void changed(WorkspaceView view, ChangeSet set) {
      changes.add(set);
    }

    @Override
    public void focus(java.util.Collection<Entity> entities) {
      focused.addAll(entities);
    }

    @Override
    public void ended(MuxwireException reason) {
      end = reason;
    }
  }

  StateStreamTest() {
    replica.addListener(watcher);
    bench.loop.run();
  }

  @Test
  void snapshot_isShownWhenConsistent_notBefore() {
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(1, Changes.subscribed(5, true, 0, 0));
    connection.send(1, Changes.part(3, false, Changes.tab("a", 3, "A")));
    assertThat(replica.view().size()).isZero();

    connection.send(1, Changes.part(4, true, Changes.tab("b", 4, "B")));

    assertThat(replica.firstConsistent()).isCompleted();
    assertThat(replica.view().revision()).isEqualTo(4);
    assertThat(watcher.changes)
        .singleElement()
        .satisfies(set -> assertThat(set.added()).hasSize(2));
  }

  @Test
  void reconnect_resumesInTheMiddleOfASnapshot() {
    ScriptedPeer.Connection first = bench.peer.latest();
    first.send(1, Changes.subscribed(5, true, 0, 0));
    first.send(1, Changes.part(3, false, Changes.tab("a", 3, "A")));
    first.drop();

    ScriptedPeer.Connection second = bench.reconnect();
    assertThat(second.last(ClientFrame.BodyCase.SUBSCRIBE).getSubscribe().getCursor())
        .isEqualTo(
            StateCursor.newBuilder()
                .setEpoch(5)
                .setBase(0)
                .setThrough(3)
                .setFilterHash(77)
                .build());
    second.send(1, Changes.subscribed(5, false, 0, 3));
    second.send(1, Changes.part(4, true, Changes.tab("b", 4, "B")));

    assertThat(replica.view().entities())
        .extracting(Entity::id)
        .containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void reset_becomesAMinimalDifference_neverAnEmptyMoment() {
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(1, Changes.subscribed(5, true, 0, 0));
    connection.send(
        1,
        Changes.part(
            4,
            true,
            Changes.tab("same", 2, "S"),
            Changes.tab("changed", 3, "old"),
            Changes.tab("gone", 4, "G")));
    watcher.changes.clear();

    connection.send(1, Changes.subscribed(6, true, 0, 0));
    connection.send(1, Changes.part(1, false, Changes.tab("same", 1, "S")));
    assertThat(replica.view().size()).isEqualTo(3);
    connection.send(
        1, Changes.part(3, true, Changes.tab("changed", 2, "new"), Changes.tab("new", 3, "N")));

    ChangeSet set = watcher.changes.get(0);
    assertThat(set.added()).extracting(Entity::id).containsExactly("new");
    assertThat(set.changed()).extracting(change -> change.after().id()).containsExactly("changed");
    assertThat(set.removed()).extracting(Entity::id).containsExactly("gone");
    assertThat(replica.view().epoch()).isEqualTo(6);
  }

  @Test
  void focusEntities_areToldAheadOfTheView() {
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(1, Changes.subscribed(5, true, 0, 0));
    var focus = Changes.part(0, false, Changes.tab("a", 3, "A"));
    focus.getStatePartBuilder().setFocus(true);
    connection.send(1, focus);

    assertThat(watcher.focused).extracting(Entity::id).containsExactly("a");
    assertThat(replica.view().size()).isZero();
  }

  @Test
  void patchForNothing_isAnsweredWithAFreshStart() {
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(1, Changes.subscribed(5, true, 0, 0));
    connection.send(1, Changes.part(1, true));
    var patch =
        Changes.tab("nowhere", 2, "X").toBuilder()
            .setType(dev.muxwire.proto.v1.ChangeType.CHANGE_TYPE_PATCH)
            .build();

    connection.send(1, Changes.part(2, true, patch));
    bench.loop.advance(5_000);

    assertThat(connection.last(ClientFrame.BodyCase.ERROR).getStreamId()).isEqualTo(1);
    ClientFrame again = connection.last(ClientFrame.BodyCase.SUBSCRIBE);
    assertThat(again.getStreamId()).isEqualTo(2);
    assertThat(again.getSubscribe().hasCursor()).isFalse();
  }

  @Test
  void busy_isTriedAgain_forbidden_ends() {
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.error(1, dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_BUSY);
    assertThat(watcher.end).isNull();
    bench.loop.advance(5_000);
    assertThat(connection.last(ClientFrame.BodyCase.SUBSCRIBE).getStreamId()).isEqualTo(2);

    connection.error(2, dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_FORBIDDEN);
    bench.loop.advance(60_000);

    assertThat(watcher.end).isNotNull();
    assertThat(Bench.failure(replica.firstConsistent()).code()).isEqualTo(ErrorCode.FORBIDDEN);
    assertThat(connection.count(ClientFrame.BodyCase.SUBSCRIBE)).isEqualTo(2);
  }

  @Test
  void stateIsConsumedAsItIsApplied_soCreditRises() {
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(1, Changes.subscribed(5, true, 0, 0));
    for (int i = 1; i <= 20; i++) {
      connection.send(1, Changes.part(i, false, Changes.tab("t" + i, i, "x".repeat(30_000))));
    }

    assertThat(connection.last(ClientFrame.BodyCase.CREDIT).getCredit().getLimitBytes())
        .isGreaterThan(500_000);
  }

  @Test
  void partInChunks_isPutTogether() {
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(1, Changes.subscribed(5, true, 0, 0));
    byte[] message =
        Changes.part(1, true, Changes.tab("big", 1, "x".repeat(500_000))).build().toByteArray();
    ChunkSender sender = new ChunkSender(1, message);
    while (!sender.done()) {
      connection.send(
          1, dev.muxwire.proto.v1.ServerFrame.newBuilder().setChunk(sender.next(60_000)));
    }

    assertThat(replica.view().entity("big")).isPresent();
    assertThat(connection.count(ClientFrame.BodyCase.CREDIT)).isPositive();
  }

  @Test
  void atLeast_completesWithTheRevisionAskedFor() {
    ScriptedPeer.Connection connection = bench.peer.latest();
    var later = replica.atLeast(7);
    connection.send(1, Changes.subscribed(5, true, 0, 0));
    connection.send(1, Changes.part(6, true));
    assertThat(later).isNotDone();

    connection.send(1, Changes.part(7, true, Changes.tab("a", 7, "A")));

    assertThat(later.join().entity("a")).isPresent();
  }

  @Test
  void close_endsTheStream_andKeepsTheView() {
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(1, Changes.subscribed(5, true, 0, 0));
    connection.send(1, Changes.part(1, true, Changes.tab("a", 1, "A")));

    replica.close();
    bench.loop.run();

    assertThat(connection.last(ClientFrame.BodyCase.CLOSE_STREAM).getStreamId()).isEqualTo(1);
    assertThat(replica.view().size()).isEqualTo(1);
    connection.drop();
    assertThat(bench.reconnect().count(ClientFrame.BodyCase.SUBSCRIBE)).isZero();
  }
}
