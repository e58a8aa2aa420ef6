package dev.muxwire.client.internal.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Backup;
import dev.muxwire.client.ClientIdentity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.proto.v1.BackupCreated;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.GetResult;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.MutateFailure;
import dev.muxwire.proto.v1.MutateResult;
import dev.muxwire.proto.v1.OpenTerminalResult;
import dev.muxwire.proto.v1.RequestDone;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.WorkspaceList;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestsTest {
  private static Mutation rename(String title) {
    return Mutation.builder()
        .base(1, 5)
        .patch(EntityKind.TAB, "tab", Map.of("title", title))
        .build();
  }

  private static ServerFrame.Builder mutated(long seq, long revision) {
    return ServerFrame.newBuilder()
        .setMutateResult(
            MutateResult.newBuilder().setRequestSeq(seq).setEpoch(1).setRevision(revision));
  }

  @Test
  void mutation_carriesItsBase_andCompletesWithItsRevision() {
    Bench bench = Bench.connected();
    var result = bench.client.mutate("main", rename("a"));
    bench.loop.run();

    Mutate mutate = bench.peer.latest().last(ClientFrame.BodyCase.MUTATE).getMutate();
    assertThat(mutate.getRequest().getRequestSeq()).isEqualTo(1);
    assertThat(mutate.getBaseRevision()).isEqualTo(5);
    bench.peer.latest().send(0, mutated(1, 6));

    assertThat(result).isCompletedWithValue(new MutationResult(1, 6));
  }

  @Test
  void mutationWithoutBase_asksForItFirst() {
    Bench bench = Bench.connected();
    Mutation mutation = Mutation.builder().remove("tab").build();
    var result = bench.client.mutate("main", mutation);
    bench.loop.run();

    bench
        .peer
        .latest()
        .send(
            0,
            ServerFrame.newBuilder()
                .setGetResult(GetResult.newBuilder().setRequestSeq(1).setEpoch(9).setRevision(77)));

    Mutate mutate = bench.peer.latest().last(ClientFrame.BodyCase.MUTATE).getMutate();
    assertThat(mutate.getBaseEpoch()).isEqualTo(9);
    assertThat(mutate.getBaseRevision()).isEqualTo(77);
    bench.peer.latest().send(0, mutated(2, 78));
    assertThat(result).isCompleted();
  }

  @Test
  void failure_carriesCodeIndexAndTheCurrentEntity() {
    Bench bench = Bench.connected();
    var result = bench.client.mutate("main", rename("a"));
    bench.loop.run();

    bench
        .peer
        .latest()
        .send(
            0,
            ServerFrame.newBuilder()
                .setMutateResult(
                    MutateResult.newBuilder()
                        .setRequestSeq(1)
                        .setFailure(
                            MutateFailure.newBuilder()
                                .setCode(
                                    dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_PRECONDITION_FAILED)
                                .setIndex(3)
                                .setCurrent(Changes.tab("tab", 9, "theirs")))));

    MuxwireException failure = Bench.failure(result);
    assertThat(failure.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
    assertThat(failure.failedIndex()).isEqualTo(3);
    assertThat(failure.current().orElseThrow().text("title")).contains("theirs");
  }

  @Test
  void unknownField_failsBeforeAnythingIsSent() {
    Bench bench = Bench.connected();
    var result =
        bench.client.mutate(
            "main",
            Mutation.builder().patch(EntityKind.TAB, "tab", Map.of("colour", "red")).build());
    bench.loop.run();

    assertThat(Bench.failure(result).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(bench.peer.latest().count(ClientFrame.BodyCase.MUTATE)).isZero();
  }

  @Test
  void requestsWaitForWelcome() {
    Bench bench = new Bench();
    bench.client.mutate("main", rename("a"));
    bench.loop.run();
    bench.peer.latest().open();
    assertThat(bench.peer.latest().count(ClientFrame.BodyCase.MUTATE)).isZero();

    bench.peer.latest().welcome(false);

    assertThat(bench.peer.latest().count(ClientFrame.BodyCase.MUTATE)).isEqualTo(1);
  }

  @Test
  void lostConnection_sendsAgainWhatHasNoResult_markedSo() {
    Bench bench = Bench.connected();
    var first = bench.client.mutate("main", rename("a"));
    var second = bench.client.mutate("main", rename("b"));
    bench.loop.run();
    bench.peer.latest().send(0, mutated(1, 6));
    bench.peer.latest().drop();
    var third = bench.client.mutate("main", rename("c"));

    ScriptedPeer.Connection connection = bench.reconnect();
    connection.welcome(false);

    assertThat(first).isCompleted();
    assertThat(connection.all(ClientFrame.BodyCase.MUTATE))
        .extracting(
            frame -> frame.getMutate().getRequest().getRequestSeq(),
            frame -> frame.getMutate().getRequest().getResend(),
            frame -> frame.getMutate().getRequest().getLowestOutstandingSeq())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(2L, true, 2L),
            org.assertj.core.groups.Tuple.tuple(3L, false, 2L));
    connection.send(0, mutated(2, 7));
    connection.send(0, mutated(3, 8));
    assertThat(second).isCompleted();
    assertThat(third).isCompleted();
  }

  @Test
  void identityReset_endsWhatWasSent_asUnknown_andNumbersTheRestAnew() {
    Bench bench = Bench.connected();
    var sent = bench.client.mutate("main", rename("a"));
    var read = bench.client.listWorkspaces();
    bench.loop.run();
    bench.peer.latest().drop();
    var unsent = bench.client.mutate("main", rename("b"));

    ScriptedPeer.Connection connection = bench.reconnect();
    connection.welcome(true);

    assertThat(Bench.failure(sent).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    assertThat(read).isNotDone();
    assertThat(connection.last(ClientFrame.BodyCase.LIST_WORKSPACES).getListWorkspaces())
        .satisfies(list -> assertThat(list.getRequestSeq()).isEqualTo(1));
    Mutate again = connection.last(ClientFrame.BodyCase.MUTATE).getMutate();
    assertThat(again.getRequest().getRequestSeq()).isEqualTo(2);
    assertThat(again.getRequest().getResend()).isFalse();
    connection.send(0, mutated(2, 7));
    assertThat(unsent).isCompleted();
    assertThat(bench.client.identity().orElseThrow().clientId()).isEqualTo("client-2");
  }

  @Test
  void savedIdentity_goesOnWithItsNumbers() {
    Bench bench =
        new Bench(Bench.options().identity(new ClientIdentity("client-1", new byte[] {1}, 40)));
    bench.peer.welcome();

    bench.client.mutate("main", rename("a"));
    bench.loop.run();

    ScriptedPeer.Connection connection = bench.peer.latest();
    assertThat(connection.last(ClientFrame.BodyCase.HELLO).getHello().getIdentity().getSecret())
        .isEqualTo(ByteString.copyFrom(new byte[] {1}));
    assertThat(
            connection.last(ClientFrame.BodyCase.MUTATE).getMutate().getRequest().getRequestSeq())
        .isEqualTo(40);
    assertThat(bench.client.identity().orElseThrow().nextRequestSeq()).isEqualTo(41);
  }

  @Test
  void largeMutation_goesInChunks_andLaterRequestsKeepTheirOrder()
      throws InvalidProtocolBufferException {
    Bench bench = Bench.connected();
    bench.client.mutate("main", rename("x".repeat(300_000)));
    bench.client.mutate("main", rename("small"));
    bench.loop.run();

    ScriptedPeer.Connection connection = bench.peer.latest();
    ByteString whole = ByteString.EMPTY;
    for (ClientFrame frame : connection.all(ClientFrame.BodyCase.CHUNK)) {
      whole = whole.concat(frame.getChunk().getData());
    }
    Mutate large = ClientFrame.parseFrom(whole).getMutate();
    assertThat(large.getRequest().getRequestSeq()).isEqualTo(1);
    assertThat(connection.frames.indexOf(connection.last(ClientFrame.BodyCase.MUTATE)))
        .isGreaterThan(connection.frames.indexOf(connection.last(ClientFrame.BodyCase.CHUNK)));
    assertThat(connection.packetBytes).allMatch(bytes -> bytes <= 64 * 1024);
  }

  @Test
  void chunksBehindALongPaste_doNotStandStillUntilTheServerGivesThemUp() {
    Bench bench = Bench.connected();
    ScriptedPeer.Connection connection = bench.peer.latest();
    var attachment = bench.client.attach("main", "t", AttachOptions.builder().build());
    attachment.write(new byte[1]);
    bench.loop.run();
    connection.holdWrites();
    attachment.write(new byte[200_000]);
    bench.client.mutate("main", rename("x".repeat(300_000)));
    bench.loop.run();
    for (int second = 0; second < 15; second++) {
      bench.loop.advance(1_000);
      connection.releaseOneWrite();
    }

    assertThat(connection.count(ClientFrame.BodyCase.INPUT)).isLessThan(40);
    assertThat(connection.count(ClientFrame.BodyCase.CHUNK)).isGreaterThan(1);
  }

  @Test
  void chunkedRequestThatTheServerHasNoRoomFor_fails_andTheNextGoesOn() {
    Bench bench = Bench.connected();
    ScriptedPeer.Connection connection = bench.peer.latest();
    connection.holdWrites();
    var large = bench.client.mutate("main", rename("x".repeat(300_000)));
    var small = bench.client.mutate("main", rename("small"));
    bench.loop.run();

    connection.send(0, refused(1));
    connection.releaseWrites();
    bench.loop.run();

    assertThat(Bench.failure(large).code()).isEqualTo(ErrorCode.BUSY);
    assertThat(small).isNotDone();
    assertThat(connection.last(ClientFrame.BodyCase.MUTATE).getMutate().getRequest())
        .satisfies(id -> assertThat(id.getRequestSeq()).isEqualTo(2));
  }

  private static ServerFrame.Builder refused(long transferId) {
    return ServerFrame.newBuilder()
        .setError(
            Error.newBuilder()
                .setCode(dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_BUSY)
                .setTransferId(transferId));
  }

  @Test
  void refusalOfARequestThatWasSentOnAnEarlierConnection_failsNothing_andItGoesAgain() {
    Bench bench = Bench.connected();
    var large = bench.client.mutate("main", rename("x".repeat(300_000)));
    bench.loop.run();
    bench.peer.latest().drop(); // whether it ran, nobody has said

    ScriptedPeer.Connection connection = bench.reconnect();
    connection.welcome(false);
    connection.holdWrites();
    var small = bench.client.mutate("main", rename("small"));
    bench.loop.run();
    connection.send(0, refused(lastTransfer(connection)));
    connection.releaseWrites();
    bench.loop.run();
    assertThat(large).isNotDone();
    assertThat(connection.count(ClientFrame.BodyCase.MUTATE)).isEqualTo(1);

    bench.loop.advance(2_000);
    assertThat(connection.last(ClientFrame.BodyCase.CHUNK).getChunk().getLast()).isTrue();
    assertThat(connection.count(ClientFrame.BodyCase.MUTATE)).isEqualTo(1);
    connection.send(0, mutated(2, 7));
    connection.send(0, mutated(1, 6));
    assertThat(small).isCompleted();
    assertThat(large).isCompleted();
  }

  private static long lastTransfer(ScriptedPeer.Connection connection) {
    return connection.last(ClientFrame.BodyCase.CHUNK).getChunk().getTransferId();
  }

  @Test
  void refusalThatComesLate_failsTheRequestThatItIsOf_andNotTheOneNowInChunks() {
    Bench bench = Bench.connected();
    ScriptedPeer.Connection connection = bench.peer.latest();
    var first = bench.client.mutate("main", rename("x".repeat(300_000)));
    bench.loop.run();
    connection.holdWrites();
    var second = bench.client.mutate("main", rename("y".repeat(300_000)));
    bench.loop.run();

    connection.send(0, refused(1));
    connection.releaseWrites();
    bench.loop.run();

    assertThat(Bench.failure(first).code()).isEqualTo(ErrorCode.BUSY);
    assertThat(second).isNotDone();
    assertThat(connection.last(ClientFrame.BodyCase.CHUNK).getChunk())
        .satisfies(
            chunk -> {
              assertThat(chunk.getTransferId()).isEqualTo(2);
              assertThat(chunk.getLast()).isTrue();
            });
    connection.send(0, mutated(2, 6));
    assertThat(second).isCompleted();
  }

  @Test
  void requestRefusedForDraining_goesAgainOnTheNextConnection() {
    Bench bench = Bench.connected();
    var result = bench.client.mutate("main", rename("a"));
    bench.loop.run();
    bench
        .peer
        .latest()
        .send(
            0,
            ServerFrame.newBuilder()
                .setError(
                    Error.newBuilder()
                        .setCode(dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_DRAINING)
                        .setRequestSeq(1)));
    assertThat(result).isNotDone();
    bench.peer.latest().closed(1001);

    ScriptedPeer.Connection connection = bench.reconnect();
    connection.welcome(false);
    connection.send(0, mutated(1, 6));

    assertThat(result).isCompleted();
  }

  @Test
  void backup_isAskedForAgainAfterABreak_andTellsWhatTheServerMade() {
    Bench bench = Bench.connected();
    var backup = bench.client.createBackup();
    bench.loop.run();
    bench.peer.latest().drop();

    ScriptedPeer.Connection connection = bench.reconnect();
    connection.welcome(false);
    long seq =
        connection.last(ClientFrame.BodyCase.CREATE_BACKUP).getCreateBackup().getRequestSeq();
    connection.send(
        0,
        ServerFrame.newBuilder()
            .setBackupCreated(
                BackupCreated.newBuilder()
                    .setRequestSeq(seq)
                    .setBackupId(3)
                    .setBytes(1000)
                    .setCreatedAtMs(5)
                    .setDirectory("/backups")));

    assertThat(backup).isCompletedWithValue(new Backup(3, 1000, 5, "/backups"));
  }

  @Test
  void otherRequests_completeWithTheirResults() {
    Bench bench = Bench.connected();
    var open = bench.client.openTerminal("main", TerminalSpec.shell());
    var close = bench.client.closeTerminal("main", "t");
    var create = bench.client.createWorkspace("new");
    var list = bench.client.listWorkspaces();
    bench.loop.run();
    ScriptedPeer.Connection connection = bench.peer.latest();
    String id =
        connection.last(ClientFrame.BodyCase.OPEN_TERMINAL).getOpenTerminal().getTerminalId();
    assertThat(id).hasSize(21);

    connection.send(
        0,
        ServerFrame.newBuilder()
            .setOpenTerminalResult(
                OpenTerminalResult.newBuilder().setRequestSeq(1).setTerminalId(id)));
    connection.send(
        0, ServerFrame.newBuilder().setRequestDone(RequestDone.newBuilder().setRequestSeq(2)));
    connection.send(
        0, ServerFrame.newBuilder().setRequestDone(RequestDone.newBuilder().setRequestSeq(3)));
    connection.send(
        0,
        ServerFrame.newBuilder()
            .setWorkspaceList(WorkspaceList.newBuilder().setRequestSeq(4).addWorkspaces("main")));

    assertThat(open).isCompletedWithValue(id);
    assertThat(close).isCompleted();
    assertThat(create).isCompleted();
    assertThat(list.join()).containsExactly("main");
  }
}
