package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CreateEntity;
import dev.muxwire.proto.v1.CreateWorkspace;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.MutateResult;
import dev.muxwire.proto.v1.Operation;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StateCursor;
import dev.muxwire.proto.v1.Subscribe;
import dev.muxwire.proto.v1.Subscribed;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.server.boot.MuxwireServer;
import dev.muxwire.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose files lost their tail: what clients that saw more are told. */
final class LostWritesServerTest {
  @TempDir Path directory;

  private MuxwireServer start() throws IOException {
    return MuxwireServer.start(
        ServerConfig.builder().listenPort(0).dataDirectory(directory).build());
  }

  private RawPeer peer(MuxwireServer server) throws IOException {
    return RawPeer.welcomed(server.uri(), Files.readString(directory.resolve("token")).strip());
  }

  private static MutateResult create(RawPeer peer, long seq, String id, long epoch, long base) {
    EntityBody tab = EntityBody.newBuilder().setTab(Tab.newBuilder().setTitle(id)).build();
    peer.send(
        ClientFrame.newBuilder()
            .setMutate(
                Mutate.newBuilder()
                    .setRequest(BadInputFixture.request(seq))
                    .setWorkspace("main")
                    .setBaseEpoch(epoch)
                    .setBaseRevision(base)
                    .addOperations(
                        Operation.newBuilder()
                            .setCreate(CreateEntity.newBuilder().setId(id).setBody(tab))))
            .build());
    return peer.awaitFrame(frame -> frame.getMutateResult().getRequestSeq() == seq)
        .getMutateResult();
  }

  private static Subscribed subscribe(RawPeer peer, Subscribe.Builder subscribe) {
    peer.send(BadInputFixture.stream(1).setSubscribe(subscribe.setWorkspace("main")).build());
    return peer.awaitFrame(ServerFrame::hasSubscribed).getSubscribed();
  }

  /** Two tabs are acknowledged, and this client saw both. */
  private StateCursor cursorOfAClient() throws IOException {
    try (MuxwireServer server = start();
        RawPeer peer = peer(server)) {
      peer.send(
          ClientFrame.newBuilder()
              .setCreateWorkspace(
                  CreateWorkspace.newBuilder()
                      .setRequest(BadInputFixture.request(1))
                      .setWorkspace("main"))
              .build());
      peer.awaitFrame(ServerFrame::hasRequestDone);
      Subscribed first = subscribe(peer, Subscribe.newBuilder());
      assertThat(create(peer, 2, "a", first.getEpoch(), 0).hasFailure()).isFalse();
      assertThat(create(peer, 3, "b", first.getEpoch(), 0).hasFailure()).isFalse();
      return StateCursor.newBuilder()
          .setEpoch(first.getEpoch())
          .setFilterHash(first.getFilterHash())
          .setBase(2)
          .setThrough(2)
          .build();
    }
  }

  private void cutTheLogOfWrites() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("store/db"))) {
      Path log =
          files.filter(file -> file.toString().endsWith(".log")).max(Path::compareTo).orElseThrow();
      byte[] bytes = Files.readAllBytes(log);
      Files.write(log, Arrays.copyOf(bytes, bytes.length - 1));
    }
  }

  @Test
  void nothingLost_theCursorGoesOn() throws Exception {
    StateCursor cursor = cursorOfAClient();
    try (MuxwireServer server = start();
        RawPeer peer = peer(server)) {
      Subscribed resumed = subscribe(peer, Subscribe.newBuilder().setCursor(cursor));
      assertThat(resumed.getReset()).isFalse();
      assertThat(resumed.getEpoch()).isEqualTo(cursor.getEpoch());
    }
  }

  @Test
  void theTailLost_clientsBeginAgain_andOldEditsAreStale() throws Exception {
    StateCursor cursor = cursorOfAClient();
    cutTheLogOfWrites();
    try (MuxwireServer server = start();
        RawPeer peer = peer(server)) {
      Subscribed begun = subscribe(peer, Subscribe.newBuilder().setCursor(cursor));
      assertThat(begun.getReset()).isTrue();
      assertThat(begun.getEpoch()).isNotEqualTo(cursor.getEpoch());
      assertThat(begun.getBase()).isZero();
      MutateResult stale = create(peer, 4, "c", cursor.getEpoch(), 2);
      assertThat(stale.getFailure().getCode()).isEqualTo(ErrorCode.ERROR_CODE_STALE_BASE);
      assertThat(create(peer, 5, "c", begun.getEpoch(), 0).hasFailure()).isFalse();
    }
  }
}
