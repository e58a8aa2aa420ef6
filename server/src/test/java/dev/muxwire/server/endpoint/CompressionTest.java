package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Compressed;
import dev.muxwire.proto.v1.Compression;
import dev.muxwire.proto.v1.CreateEntity;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.Operation;
import dev.muxwire.proto.v1.Record;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribe;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Compressed bodies at the socket, unpacked without anything of ours. */
final class CompressionTest extends BadInputFixture {
  private static final int RECORDS = 300;

  @BeforeEach
  void createRecords() {
    Mutate.Builder mutate = Mutate.newBuilder().setRequest(request(9)).setWorkspace("main");
    for (int i = 0; i < RECORDS; i++) {
      Record record = Record.newBuilder().setType("a note about something, and more " + i).build();
      EntityBody body = EntityBody.newBuilder().setRecord(record).build();
      mutate.addOperations(
          Operation.newBuilder()
              .setCreate(CreateEntity.newBuilder().setId("record-" + i).setBody(body)));
    }
    try (RawPeer author = RawPeer.welcomed(server.uri(), token)) {
      author.send(stream(1).setSubscribe(Subscribe.newBuilder().setWorkspace("main")).build());
      long epoch = author.awaitFrame(ServerFrame::hasSubscribed).getSubscribed().getEpoch();
      author.send(ClientFrame.newBuilder().setMutate(mutate.setBaseEpoch(epoch)).build());
      author.awaitFrame(ServerFrame::hasMutateResult);
    }
  }

  @Test
  void aSnapshot_isTheSame_packedOrNot_andMuchSmaller() throws Exception {
    List<ServerFrame> plain = snapshot();
    List<ServerFrame> deflated = snapshot("deflate");
    List<ServerFrame> zstd = snapshot("zstd");
    assertThat(ids(plain)).hasSizeGreaterThanOrEqualTo(RECORDS);
    assertThat(ids(deflated)).isEqualTo(ids(plain));
    assertThat(ids(zstd)).isEqualTo(ids(plain));
    assertThat(bytes(deflated)).isLessThan(bytes(plain) / 3);
    assertThat(bytes(zstd)).isLessThan(bytes(plain) / 3);
  }

  @Test
  void onlyWhatWasNamed_isUsed_andZstdBeforeDeflate() throws Exception {
    assertThat(compressions(snapshot())).isEmpty();
    assertThat(compressions(snapshot("brotli"))).isEmpty();
    assertThat(compressions(snapshot("deflate"))).containsOnly(Compression.COMPRESSION_DEFLATE);
    assertThat(compressions(snapshot("deflate", "zstd")))
        .containsOnly(Compression.COMPRESSION_ZSTD);
  }

  @Test
  void whatAClientPacks_isUnsupported_onItsStreamAlone() {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      peer.send(stream(1).setCompressed(Compressed.getDefaultInstance()).build());
      assertThat(peer.awaitFrame(ServerFrame::hasError).getStreamId()).isEqualTo(1);
      assertThat(peer.isClosed()).isFalse();
    }
  }

  private List<ServerFrame> snapshot(String... features) throws Exception {
    try (RawPeer peer = RawPeer.connect(server.uri())) {
      Hello hello = RawPeer.hello(token).getHello();
      peer.send(
          ClientFrame.newBuilder()
              .setHello(hello.toBuilder().addAllFeatures(List.of(features)))
              .build());
      peer.welcome();
      peer.send(stream(1).setSubscribe(Subscribe.newBuilder().setWorkspace("main")).build());
      peer.awaitFrame(frame -> isPart(frame) && part(frame).getConsistent());
      return peer.frames().stream().filter(CompressionTest::isPart).toList();
    }
  }

  private static boolean isPart(ServerFrame frame) {
    return frame.hasStatePart() || frame.hasCompressed();
  }

  private static StatePart part(ServerFrame frame) {
    try {
      return frame.hasStatePart()
          ? frame.getStatePart()
          : ServerFrame.parseFrom(unpack(frame.getCompressed())).getStatePart();
    } catch (InvalidProtocolBufferException | DataFormatException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] unpack(Compressed compressed) throws DataFormatException {
    byte[] data = compressed.getData().toByteArray();
    int size = (int) compressed.getUncompressedBytes();
    if (compressed.getCompression() == Compression.COMPRESSION_ZSTD) {
      return com.github.luben.zstd.Zstd.decompress(data, size);
    }
    Inflater inflater = new Inflater(true);
    inflater.setInput(data);
    byte[] body = new byte[size];
    assertThat(inflater.inflate(body)).isEqualTo(size);
    inflater.end();
    return body;
  }

  private static Set<String> ids(List<ServerFrame> frames) {
    return frames.stream()
        .flatMap(frame -> part(frame).getChangesList().stream())
        .map(EntityChange::getId)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static int bytes(List<ServerFrame> frames) {
    return frames.stream().mapToInt(ServerFrame::getSerializedSize).sum();
  }

  private static Set<Compression> compressions(List<ServerFrame> frames) {
    return frames.stream()
        .filter(ServerFrame::hasCompressed)
        .map(frame -> frame.getCompressed().getCompression())
        .collect(Collectors.toSet());
  }
}
