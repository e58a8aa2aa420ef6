package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.ByteRange;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CreateWorkspace;
import dev.muxwire.proto.v1.DeleteWorkspace;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.FromStart;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.PurgeTerminal;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.Skipped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Purges and deletions at the socket: what they refuse, and what is left in the files. */
final class ErasureTest extends BadInputFixture {
  private static final String SECRET = "-correct-horse-battery-staple";
  private static final String KEPT = "and-then-the-build-went-on-as-before";

  /** All workspaces are in the same files. */
  private static String secretOf(String workspace) {
    return workspace + SECRET;
  }

  private static final int PUBLISH_STREAM = HostScript.PUBLISH_STREAM;

  @Test
  void purge_erasesFromTheFiles_andTellsReadersSo() throws Exception {
    String secret = secretOf("purged");
    try (RawPeer host = hostWith("purged", "t");
        RawPeer viewer = RawPeer.welcomed(server.uri(), token)) {
      assertThat(filesWith(secret)).isNotEmpty();
      host.send(purge(9, "purged", "t", secret.length()));
      host.awaitFrame(frame -> frame.getRequestDone().getRequestSeq() == 9);
      assertThat(filesWith(secret)).isEmpty();

      viewer.send(
          stream(1)
              .setAttach(
                  Attach.newBuilder()
                      .setWorkspace("purged")
                      .setTerminalId("t")
                      .setStart(FromStart.getDefaultInstance()))
              .build(),
          stream(2)
              .setFetchScrollback(
                  FetchScrollback.newBuilder()
                      .setWorkspace("purged")
                      .setTerminalId("t")
                      .setBytes(ByteRange.newBuilder()))
              .build());
      ServerFrame output = viewer.awaitFrame(ServerFrame::hasOutput);
      assertThat(output.getOutput().getOffset()).isEqualTo(secret.length());
      assertThat(output.getOutput().getData().toStringUtf8()).isEqualTo(KEPT);
      Skipped gap =
          viewer.awaitFrame(frame -> frame.getStreamId() == 2 && frame.hasSkipped()).getSkipped();
      assertThat(gap.getReason()).isEqualTo(SkipReason.SKIP_REASON_PURGED);
      assertThat(gap.getFrom()).isZero();
      assertThat(gap.getTo()).isEqualTo(secret.length());
      assertThat(viewer.awaitFrame(ServerFrame::hasScrollbackPage).getScrollbackPage().getData())
          .isEqualTo(ByteString.copyFromUtf8(KEPT));

      host.send(purge(10, "purged", "t", 1), purge(11, "purged", "t", 0));
      host.awaitFrame(frame -> frame.getRequestDone().getRequestSeq() == 10);
      host.awaitFrame(frame -> frame.getRequestDone().getRequestSeq() == 11);
      viewer.send(
          stream(3)
              .setFetchScrollback(
                  FetchScrollback.newBuilder().setWorkspace("purged").setTerminalId("t"))
              .build());
      Skipped all =
          viewer.awaitFrame(frame -> frame.getStreamId() == 3 && frame.hasSkipped()).getSkipped();
      assertThat(all.getTo()).isEqualTo(secret.length() + KEPT.length());
    }
  }

  @Test
  void purge_thatMakesNoSense_isRefused() throws Exception {
    try (RawPeer host = hostWith("refusing", "t")) {
      long end = secretOf("refusing").length() + KEPT.length();
      assertRefused(host, purge(11, "refusing", "t", end + 1), 11, "INVALID_ARGUMENT");
      assertRefused(host, purge(12, "refusing", "t", -1), 12, "INVALID_ARGUMENT");
      assertRefused(host, purge(13, "refusing", "none", 0), 13, "NOT_FOUND");
      assertRefused(host, purge(14, "none", "t", 0), 14, "NOT_FOUND");
      assertThat(filesWith(secretOf("refusing"))).isNotEmpty();
    }
    try (RawPeer reader = RawPeer.welcomed(server.uri(), "reader-token")) {
      assertRefused(reader, purge(1, "main", "t", 0), 1, "FORBIDDEN");
      assertRefused(reader, delete(2, "main", false), 2, "FORBIDDEN");
      assertAlive(reader);
    }
  }

  @Test
  void delete_endsTheStreamsAndErasesTheFiles_andTheNameIsFree() throws Exception {
    long written = secretOf("doomed").length() + KEPT.length();
    String marker = "a-workspace-that-nobody-should-find-again";
    try (RawPeer host = hostWith("doomed", "t");
        RawPeer other = RawPeer.welcomed(server.uri(), token)) {
      other.send(
          subscribe(1, "doomed"),
          stream(2)
              .setAttach(Attach.newBuilder().setWorkspace("doomed").setTerminalId("t"))
              .build());
      long epoch = other.awaitFrame(ServerFrame::hasSubscribed).getSubscribed().getEpoch();
      other.awaitFrame(frame -> frame.getStreamId() == 2 && frame.hasAttached());
      host.send(output(written, marker));
      host.awaitFrame(
          frame -> frame.getPublishAck().getDurableOffset() == written + marker.length());
      assertThat(filesWith(marker)).isNotEmpty();

      other.send(delete(5, "doomed", false));
      other.awaitFrame(frame -> frame.getRequestDone().getRequestSeq() == 5);
      assertThat(filesWith(marker)).isEmpty();
      for (int stream : List.of(1, 2)) {
        assertEndsNotFound(other, stream);
        assertEndsNotFound(host, stream);
      }
      host.awaitFrame(frame -> frame.getHostSignal().getName().equals("HUP"));

      assertRefused(other, delete(6, "doomed", false), 6, "NOT_FOUND");
      assertRefused(other, purge(7, "doomed", "t", 0), 7, "NOT_FOUND");
      other.send(delete(8, "doomed", true));
      other.awaitFrame(frame -> frame.getRequestDone().getRequestSeq() == 8);
      other.send(create(9, "doomed"));
      other.awaitFrame(frame -> frame.getRequestDone().getRequestSeq() == 9);
      other.send(subscribe(3, "doomed"));
      ServerFrame again =
          other.awaitFrame(frame -> frame.getStreamId() == 3 && frame.hasSubscribed());
      assertThat(again.getSubscribed().getEpoch()).isNotEqualTo(epoch);
    }
  }

  /** A host on a connection of its own, with a terminal whose output is durable. */
  private static RawPeer hostWith(String workspace, String terminal) {
    String text = secretOf(workspace) + KEPT;
    RawPeer host = RawPeer.welcomed(server.uri(), token);
    host.send(create(1, workspace));
    host.awaitFrame(frame -> frame.getRequestDone().getRequestSeq() == 1);
    HostScript.beginToPublish(host, workspace, terminal);
    host.send(output(0, text));
    host.awaitFrame(frame -> frame.getPublishAck().getDurableOffset() == text.length());
    return host;
  }

  private static ClientFrame output(long offset, String text) {
    return stream(PUBLISH_STREAM)
        .setPublishOutput(
            PublishOutput.newBuilder().setOffset(offset).setData(ByteString.copyFromUtf8(text)))
        .build();
  }

  private static ClientFrame create(long seq, String workspace) {
    return ClientFrame.newBuilder()
        .setCreateWorkspace(
            CreateWorkspace.newBuilder().setRequest(request(seq)).setWorkspace(workspace))
        .build();
  }

  private static ClientFrame delete(long seq, String workspace, boolean resend) {
    return ClientFrame.newBuilder()
        .setDeleteWorkspace(
            DeleteWorkspace.newBuilder()
                .setRequest(request(seq).toBuilder().setResend(resend))
                .setWorkspace(workspace))
        .build();
  }

  private static ClientFrame purge(long seq, String workspace, String terminal, long before) {
    return ClientFrame.newBuilder()
        .setPurgeTerminal(
            PurgeTerminal.newBuilder()
                .setRequestSeq(seq)
                .setWorkspace(workspace)
                .setTerminalId(terminal)
                .setBeforeOffset(before))
        .build();
  }

  private static void assertRefused(RawPeer peer, ClientFrame request, long seq, String code) {
    peer.send(request);
    var error =
        peer.awaitFrame(frame -> frame.hasError() && frame.getError().getRequestSeq() == seq)
            .getError();
    assertThat(error.getCode()).isEqualTo(ErrorCode.valueOf("ERROR_CODE_" + code));
    assertThat(error.getMessage()).isNotBlank();
  }

  private static void assertEndsNotFound(RawPeer peer, int stream) {
    var error =
        peer.awaitFrame(frame -> frame.getStreamId() == stream && frame.hasError()).getError();
    assertThat(error.getCode()).isEqualTo(ErrorCode.ERROR_CODE_NOT_FOUND);
    assertThat(error.getMessage()).contains("deleted");
  }

  private static List<Path> filesWith(String text) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> Files.isRegularFile(file) && contains(file, text)).toList();
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      return false; // it went away meanwhile
    }
  }
}
