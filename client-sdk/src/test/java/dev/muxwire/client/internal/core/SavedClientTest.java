package dev.muxwire.client.internal.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.client.ClientIdentity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.SavedClient;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.GetResult;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.MutateResult;
import dev.muxwire.proto.v1.ServerFrame;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A client that goes on in another process. */
class SavedClientTest {
  private static CompletableFuture<MutationResult> rename(Bench bench, String title) {
    return mutate(bench, Mutation.builder().base(1, 5), title);
  }

  private static CompletableFuture<MutationResult> mutate(
      Bench bench, Mutation.Builder mutation, String title) {
    mutation.patch(EntityKind.TAB, "tab", Map.of("title", title));
    CompletableFuture<MutationResult> result = bench.client.mutate("main", mutation.build());
    bench.loop.run();
    return result;
  }

  private static byte[] save(Bench bench) {
    CompletableFuture<SavedClient> saved = bench.client.closeAndSave();
    bench.loop.run();
    return saved.join().toBytes();
  }

  private static Bench resume(byte[] saved) {
    return new Bench(Bench.options().resume(SavedClient.fromBytes(saved)));
  }

  private static ServerFrame.Builder mutated(long seq, long revision) {
    return ServerFrame.newBuilder()
        .setMutateResult(
            MutateResult.newBuilder().setRequestSeq(seq).setEpoch(1).setRevision(revision));
  }

  private static List<Mutate> mutates(Bench bench) {
    return bench.peer.latest().all(ClientFrame.BodyCase.MUTATE).stream()
        .map(ClientFrame::getMutate)
        .toList();
  }

  private static String title(Mutate mutate) {
    return mutate.getOperations(0).getPatch().getBody().getTab().getTitle();
  }

  @Test
  void whatWasSent_goesAgainUnderItsNumber_andTheRestAfterIt() {
    Bench first = Bench.connected();
    rename(first, "done");
    first.peer.latest().send(0, mutated(1, 6));
    var sent = rename(first, "sent");
    first.peer.latest().drop();
    var unsent = rename(first, "unsent");

    byte[] saved = save(first);
    assertThat(Bench.failure(sent).code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(Bench.failure(unsent).code()).isEqualTo(ErrorCode.CANCELLED);
    Bench second = resume(saved);
    var later = rename(second, "later");
    second.peer.welcome();

    assertThat(mutates(second))
        .extracting(
            SavedClientTest::title,
            mutate -> mutate.getRequest().getRequestSeq(),
            mutate -> mutate.getRequest().getResend(),
            mutate -> mutate.getBaseRevision())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("sent", 2L, true, 5L),
            org.assertj.core.groups.Tuple.tuple("unsent", 3L, false, 5L),
            org.assertj.core.groups.Tuple.tuple("later", 4L, false, 5L));
    second.peer.latest().send(0, mutated(2, 7));
    second.peer.latest().send(0, mutated(3, 8));
    assertThat(second.client.resumed())
        .extracting(CompletableFuture::join)
        .containsExactly(new MutationResult(1, 7), new MutationResult(1, 8));
    assertThat(later).isNotDone();
  }

  @Test
  void editsOfAClientThatWasNeverConnected_areSentInOrder() {
    Bench first = new Bench();
    rename(first, "one");
    mutate(first, Mutation.builder(), "two");

    Bench second = resume(save(first));
    second.peer.welcome();
    assertThat(second.peer.latest().count(ClientFrame.BodyCase.GET)).isEqualTo(1);
    second
        .peer
        .latest()
        .send(
            0,
            ServerFrame.newBuilder()
                .setGetResult(GetResult.newBuilder().setRequestSeq(2).setEpoch(3).setRevision(9)));

    assertThat(mutates(second)).extracting(SavedClientTest::title).containsExactly("one", "two");
    assertThat(mutates(second)).extracting(Mutate::getBaseEpoch).containsExactly(1L, 3L);
  }

  @Test
  void resumedEdits_areShownByOptimisticReplicas() {
    Bench first = new Bench();
    mutate(first, Mutation.builder().create(EntityKind.TAB, "tab", Map.of("title", "old")), "new");
    Bench second = resume(save(first));
    var replica =
        second.client.subscribe("main", SubscribeOptions.builder().optimistic(true).build());
    second.loop.run();

    assertThat(replica.view().entity("tab").orElseThrow().text("title")).contains("new");
  }

  @Test
  void forgottenIdentity_leavesTheOutcomeOfWhatWasSentUnknown() {
    Bench first = Bench.connected();
    rename(first, "sent");
    first.peer.latest().drop();
    rename(first, "unsent");
    Bench second = resume(save(first));
    second.peer.latest().open();
    second.peer.latest().welcome(true);

    List<CompletableFuture<MutationResult>> resumed = second.client.resumed();
    assertThat(Bench.failure(resumed.get(0)).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    assertThat(mutates(second)).extracting(SavedClientTest::title).containsExactly("unsent");
  }

  @Test
  void closedClient_cannotBeSaved() {
    Bench bench = Bench.connected();
    bench.client.close();
    CompletableFuture<SavedClient> saved = bench.client.closeAndSave();
    bench.loop.run();

    assertThat(Bench.failure(saved).code()).isEqualTo(ErrorCode.CANCELLED);
  }

  @Test
  void bytesThatAreCutOffOrOfAnotherFormat_areRefused() {
    Bench bench = Bench.connected();
    rename(bench, "sent");
    byte[] saved = save(bench);

    for (int length = 0; length < saved.length; length++) {
      byte[] cut = Arrays.copyOf(saved, length);
      assertThatThrownBy(() -> SavedClient.fromBytes(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
    saved[0] = 9;
    assertThatThrownBy(() -> SavedClient.fromBytes(saved))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Each zero takes a byte where it is read, and two where it is written: 65,535 is no bound. */
  @Test
  void identityThatCouldNotBeSavedAgain_isRefused() {
    int length = 40_000;
    byte[] saved =
        ByteBuffer.allocate(
                Integer.BYTES + 1 + Short.BYTES + length + Integer.BYTES + Long.BYTES + 4)
            .putInt(1)
            .put((byte) 1)
            .putShort((short) length)
            .array();

    assertThatThrownBy(() -> SavedClient.fromBytes(saved))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("an identity of 40000 bytes");
  }

  @Test
  void largestIdentityThatIsIssued_isReadBackTheSame() {
    ClientIdentity identity = new ClientIdentity("c".repeat(32), new byte[64], 9);

    byte[] saved = new SavedClient(identity, List.of()).toBytes();

    assertThat(SavedClient.fromBytes(saved).identity()).isEqualTo(identity);
  }
}
