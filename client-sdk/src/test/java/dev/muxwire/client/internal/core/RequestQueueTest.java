package dev.muxwire.client.internal.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.GetResult;
import dev.muxwire.proto.v1.GoAway;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.MutateResult;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Requests that wait: for a connection, for room on the wire, for a base. */
class RequestQueueTest {
  private static CompletableFuture<MutationResult> rename(Bench bench, String title) {
    return mutate(bench, Mutation.builder().base(1, 5), title);
  }

  private static CompletableFuture<MutationResult> renameWithoutBase(Bench bench, String title) {
    return mutate(bench, Mutation.builder(), title);
  }

  private static CompletableFuture<MutationResult> mutate(
      Bench bench, Mutation.Builder mutation, String title) {
    mutation.patch(EntityKind.TAB, "tab", Map.of("title", title));
    CompletableFuture<MutationResult> result = bench.client.mutate("main", mutation.build());
    bench.loop.run();
    return result;
  }

  private static ServerFrame.Builder mutated(long seq, long revision) {
    return ServerFrame.newBuilder()
        .setMutateResult(
            MutateResult.newBuilder().setRequestSeq(seq).setEpoch(1).setRevision(revision));
  }

  private static ServerFrame.Builder base(long seq) {
    return ServerFrame.newBuilder()
        .setGetResult(GetResult.newBuilder().setRequestSeq(seq).setEpoch(1).setRevision(5));
  }

  private static List<String> titles(ScriptedPeer.Connection connection) {
    return connection.all(ClientFrame.BodyCase.MUTATE).stream()
        .map(frame -> frame.getMutate().getOperations(0).getPatch().getBody().getTab().getTitle())
        .toList();
  }

  private static Limits atOnce(int requests) {
    return Limits.newBuilder().setMaxRequests(requests).build();
  }

  private static Bench benchThatHolds(int requests, int bytes) {
    ClientOptions.Limits limits = ClientOptions.Limits.DEFAULT;
    return new Bench(
        Bench.options()
            .limits(
                new ClientOptions.Limits(
                    limits.maxPacketBytes(),
                    limits.maxMessageBytes(),
                    limits.windowBytes(),
                    limits.maxWindowBytes(),
                    requests,
                    bytes,
                    limits.inputBufferBytes(),
                    limits.publishBufferBytes())));
  }

  @Test
  void editsBeforeTheFirstConnection_goInOrder_asManyAtOnceAsTheServerTakes() {
    Bench bench = new Bench();
    List<CompletableFuture<MutationResult>> results = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      results.add(rename(bench, "t" + i));
    }
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.open();
    connection.welcome(false, "client-1", atOnce(3));
    assertThat(titles(connection)).containsExactly("t0", "t1", "t2");

    for (int seq = 1; seq <= 500; seq++) {
      connection.send(0, mutated(seq, 5 + seq));
      assertThat(titles(connection)).hasSize(Math.min(500, seq + 3));
    }

    assertThat(results).allMatch(CompletableFuture::isDone);
    assertThat(results.get(499)).isCompletedWithValue(new MutationResult(1, 505));
    assertThat(titles(connection)).isEqualTo(range(500));
  }

  private static List<String> range(int count) {
    List<String> titles = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      titles.add("t" + i);
    }
    return titles;
  }

  @Test
  void serverThatNamesNoLimit_getsTheProtocols() {
    Bench bench = Bench.connected();
    for (int i = 0; i < 300; i++) {
      rename(bench, "t" + i);
    }

    assertThat(titles(bench.peer.latest())).hasSize(256);
  }

  @Test
  void cutInTheMiddleOfTheQueue_resendsWhatWasSent_thenGoesOn() {
    Bench bench = Bench.connected();
    bench.peer.latest().drop();
    for (int i = 0; i < 5; i++) {
      rename(bench, "t" + i);
    }
    ScriptedPeer.Connection second = bench.reconnect();
    second.welcome(false, "client-1", atOnce(2));
    second.send(0, mutated(1, 6));
    second.drop();

    ScriptedPeer.Connection third = bench.reconnect();
    third.welcome(false, "client-1", atOnce(9));

    assertThat(titles(third)).containsExactly("t1", "t2", "t3", "t4");
    assertThat(third.all(ClientFrame.BodyCase.MUTATE))
        .extracting(frame -> frame.getMutate().getRequest().getResend())
        .containsExactly(true, true, false, false);
  }

  @Test
  void tooManyWaiting_failTheOneTooMany_atOnce_andNothingElse() {
    Bench bench = benchThatHolds(3, 1 << 20);
    List<CompletableFuture<MutationResult>> kept = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      kept.add(rename(bench, "t" + i));
    }
    assertThat(Bench.failure(rename(bench, "lost")).code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);

    ScriptedPeer.Connection connection = bench.peer.welcome();
    assertThat(titles(connection)).containsExactly("t0", "t1", "t2");
    connection.send(0, mutated(1, 6));
    assertThat(rename(bench, "t3")).isNotDone();

    assertThat(titles(connection)).containsExactly("t0", "t1", "t2", "t3");
    assertThat(kept.get(0)).isCompleted();
  }

  @Test
  void tooManyBytesWaiting_failTheOneTooMany_andASmallerOneStillFits() {
    Bench bench = benchThatHolds(100, 64 << 10);
    assertThat(rename(bench, "x".repeat(40_000))).isNotDone();

    var tooLarge = rename(bench, "x".repeat(40_000));
    var small = rename(bench, "x".repeat(10_000));

    assertThat(Bench.failure(tooLarge).code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
    assertThat(Bench.failure(tooLarge)).hasMessageContaining("65536 bytes");
    assertThat(small).isNotDone();
  }

  @Test
  void requestsWithoutABody_countToo() {
    Bench bench = benchThatHolds(1, 64 << 10);
    bench.client.listWorkspaces();
    var second = bench.client.listWorkspaces();
    bench.loop.run();

    assertThat(Bench.failure(second).code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
  }

  @Test
  void mutationsWithoutBase_shareOneQuestion_andKeepTheirPlace() {
    Bench bench = new Bench();
    renameWithoutBase(bench, "first");
    rename(bench, "second");
    renameWithoutBase(bench, "third");
    ScriptedPeer.Connection connection = bench.peer.welcome();
    assertThat(connection.count(ClientFrame.BodyCase.GET)).isEqualTo(1);
    assertThat(titles(connection)).isEmpty();

    connection.send(0, base(1));

    assertThat(titles(connection)).containsExactly("first", "second", "third");
    assertThat(connection.all(ClientFrame.BodyCase.MUTATE))
        .allMatch(frame -> frame.getMutate().getBaseRevision() == 5);
  }

  @Test
  void questionThatTheConnectionLost_isAskedAgain() {
    Bench bench = Bench.connected();
    var result = renameWithoutBase(bench, "a");
    bench.peer.latest().drop();
    ScriptedPeer.Connection connection = bench.reconnect();
    connection.welcome(false);

    connection.send(0, base(1));
    connection.send(0, mutated(2, 6));

    assertThat(result).isCompleted();
  }

  private static ServerFrame.Builder base(long seq, long revision) {
    return ServerFrame.newBuilder()
        .setGetResult(GetResult.newBuilder().setRequestSeq(seq).setEpoch(1).setRevision(revision));
  }

  private static List<Long> bases(ScriptedPeer.Connection connection) {
    return connection.all(ClientFrame.BodyCase.MUTATE).stream()
        .map(frame -> frame.getMutate().getBaseRevision())
        .toList();
  }

  private static long seqOfTheQuestion(ScriptedPeer.Connection connection) {
    return connection.all(ClientFrame.BodyCase.GET).get(0).getGet().getRequestSeq();
  }

  @Test
  void answerThatWasNotUsedBeforeABreak_isAskedForAgain_andWhatWasSentKeepsItsBase() {
    Bench bench = new Bench();
    List<CompletableFuture<MutationResult>> results = new ArrayList<>();
    results.add(renameWithoutBase(bench, "sent"));
    results.add(renameWithoutBase(bench, "unsent"));
    results.add(mutate(bench, Mutation.builder().base(1, 3), "with base"));
    results.add(renameWithoutBase(bench, "last"));
    ScriptedPeer.Connection first = bench.peer.latest();
    first.open();
    first.welcome(false, "client-1", atOnce(1));
    first.send(0, base(1, 5));
    assertThat(titles(first)).containsExactly("sent");
    first.drop();

    ScriptedPeer.Connection second = bench.reconnect();
    second.welcome(false, "client-1", atOnce(9));
    assertThat(titles(second)).containsExactly("sent");
    second.send(0, base(seqOfTheQuestion(second), 900));

    assertThat(titles(second)).containsExactly("sent", "unsent", "with base", "last");
    assertThat(bases(second)).containsExactly(5L, 900L, 3L, 900L);
    assertThat(second.all(ClientFrame.BodyCase.MUTATE))
        .extracting(frame -> frame.getMutate().getRequest().getRequestSeq())
        .containsExactly(2L, 4L, 5L, 6L);
    second
        .all(ClientFrame.BodyCase.MUTATE)
        .forEach(
            frame -> second.send(0, mutated(frame.getMutate().getRequest().getRequestSeq(), 901)));
    assertThat(results).allMatch(CompletableFuture::isDone);
    assertThat(second.count(ClientFrame.BodyCase.GET)).isEqualTo(1);
  }

  @Test
  void questionThatIsRefusedTheSecondTime_refusesWhatWasNeverSent_andNothingElse() {
    Bench bench = new Bench();
    var sent = renameWithoutBase(bench, "sent");
    var unsent = renameWithoutBase(bench, "unsent");
    ScriptedPeer.Connection first = bench.peer.latest();
    first.open();
    first.welcome(false, "client-1", atOnce(1));
    first.send(0, base(1, 5));
    first.drop();

    ScriptedPeer.Connection second = bench.reconnect();
    second.welcome(false, "client-1", atOnce(9));
    second.send(
        0,
        ServerFrame.newBuilder()
            .setError(
                Error.newBuilder()
                    .setCode(dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_NOT_FOUND)
                    .setRequestSeq(seqOfTheQuestion(second))));

    assertThat(Bench.failure(unsent).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(sent).isNotDone();
  }

  @Test
  void mutationBeyondTheBounds_asksNothing() {
    Bench bench = benchThatHolds(1, 1 << 20);
    rename(bench, "kept");
    for (int i = 0; i < 3; i++) {
      var refused = renameWithoutBase(bench, "refused");
      assertThat(Bench.failure(refused).code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
    }

    ScriptedPeer.Connection connection = bench.peer.welcome();

    assertThat(titles(connection)).containsExactly("kept");
    assertThat(connection.count(ClientFrame.BodyCase.GET)).isZero();
  }

  @Test
  void questionThatIsRefused_refusesWhoAsked_andTheNextGoesOn() {
    Bench bench = Bench.connected();
    var first = renameWithoutBase(bench, "first");
    var second = rename(bench, "second");
    var third = renameWithoutBase(bench, "third");

    bench
        .peer
        .latest()
        .send(
            0,
            ServerFrame.newBuilder()
                .setError(
                    Error.newBuilder()
                        .setCode(dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_NOT_FOUND)
                        .setRequestSeq(1)));

    assertThat(Bench.failure(first).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(Bench.failure(third).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(second).isNotDone();
    assertThat(titles(bench.peer.latest())).containsExactly("second");
  }

  @Test
  void close_cancelsWhatWasNeverSent_andSaysUnknownOfWhatWas() {
    Bench bench = Bench.connected();
    var sent = rename(bench, "sent");
    var read = bench.client.listWorkspaces();
    bench.loop.run();
    bench.peer.latest().drop();
    var unsent = rename(bench, "unsent");
    var withoutBase = renameWithoutBase(bench, "without base");

    bench.client.close();
    var late = rename(bench, "late");

    assertThat(Bench.failure(sent).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    assertThat(Bench.failure(read).code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(Bench.failure(unsent).code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(Bench.failure(withoutBase).code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(Bench.failure(late).code()).isEqualTo(ErrorCode.CANCELLED);
  }

  @Test
  void tokenThatIsRefused_failsTheQueueWithThat() {
    Bench bench = new Bench();
    var unsent = rename(bench, "unsent");
    bench.peer.latest().open();
    bench.peer.latest().error(0, dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_UNAUTHENTICATED);
    bench.peer.latest().closed(4401);

    assertThat(Bench.failure(unsent).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
  }

  @Test
  void forgottenIdentity_sendsTheWholeQueueUnderTheNewOne_exceptWhatMayHaveRun() {
    Bench bench = Bench.connected();
    bench.peer.latest().drop();
    List<CompletableFuture<MutationResult>> results = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      results.add(rename(bench, "t" + i));
    }
    ScriptedPeer.Connection second = bench.reconnect();
    second.welcome(false, "client-1", atOnce(2));
    second.drop();

    ScriptedPeer.Connection third = bench.reconnect();
    third.welcome(true, "client-2", atOnce(9));

    assertThat(Bench.failure(results.get(0)).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    assertThat(Bench.failure(results.get(1)).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    assertThat(titles(third)).containsExactly("t2", "t3");
    third.send(0, mutated(1, 6));
    third.send(0, mutated(2, 7));
    assertThat(results.get(3)).isCompletedWithValue(new MutationResult(1, 7));
  }

  @Test
  void editsWhileTheServerDrains_goOnTheNextConnection() {
    Bench bench = Bench.connected();
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.send(0, ServerFrame.newBuilder().setGoAway(GoAway.getDefaultInstance()));
    rename(bench, "later");
    bench.loop.advance(1_000);
    assertThat(titles(connection)).isEmpty();

    bench.peer.welcome();

    assertThat(titles(bench.peer.latest())).containsExactly("later");
  }
}
