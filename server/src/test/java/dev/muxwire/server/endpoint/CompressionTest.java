package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
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
import java.util.ArrayList;
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
    createRecords("record", RECORDS);
  }

  private void createRecords(String prefix, int count) {
    Mutate.Builder mutate = Mutate.newBuilder().setRequest(request(9)).setWorkspace("main");
    for (int i = 0; i < count; i++) {
      Record record = Record.newBuilder().setType("a note about something, and more " + i).build();
      EntityBody body = EntityBody.newBuilder().setRecord(record).build();
      mutate.addOperations(
          Operation.newBuilder()
              .setCreate(CreateEntity.newBuilder().setId(prefix + "-" + i).setBody(body)));
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
  void aDenseSnapshot_isTheSame_andSmaller_eachPartBehindTheOneBefore() throws Exception {
    for (int i = 0; i < 8; i++) {
      createRecords("more of them, " + i, RECORDS);
    }
    List<ServerFrame> alone = snapshot("deflate");
    try (RawPeer peer = subscribed("deflate", "dense")) {
      await().until(() -> parts(peer.frames()).stream().anyMatch(StatePart::getConsistent));
      List<ServerFrame> dense = peer.frames().stream().filter(CompressionTest::isPart).toList();
      assertThat(dense).hasSizeGreaterThan(2);
      assertThat(dense.get(0).getCompressed().getContinued()).isFalse();
      assertThat(dense.subList(1, dense.size()))
          .allMatch(frame -> frame.getCompressed().getContinued());
      assertThat(idsOfTables(parts(dense))).isEqualTo(ids(alone));
      assertThat(bytes(dense)).isLessThan(bytes(alone) * 3 / 4);
    }
  }

  /** All parts, each unpacked behind those before it. */
  private static List<StatePart> parts(List<ServerFrame> frames) throws Exception {
    List<StatePart> parts = new ArrayList<>();
    ByteString before = ByteString.EMPTY;
    for (ServerFrame frame : frames) {
      if (frame.hasCompressed()) {
        byte[] body = unpack(frame.getCompressed(), before.toByteArray());
        before = before.concat(ByteString.copyFrom(body));
        parts.add(ServerFrame.parseFrom(body).getStatePart());
      }
    }
    return parts;
  }

  private static Set<String> idsOfTables(List<StatePart> parts) {
    Set<String> ids = new TreeSet<>();
    for (StatePart part : parts) {
      assertThat(part.getChangesList()).isEmpty();
      ByteString left = part.getTable().getIds();
      for (int bytes : part.getTable().getIdBytesList()) {
        ids.add(left.substring(0, bytes).toStringUtf8());
        left = left.substring(bytes);
      }
    }
    return ids;
  }

  @Test
  void whatAClientPacks_isUnsupported_onItsStreamAlone() {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      peer.send(stream(1).setCompressed(Compressed.getDefaultInstance()).build());
      assertThat(peer.awaitFrame(ServerFrame::hasError).getStreamId()).isEqualTo(1);
      assertThat(peer.isClosed()).isFalse();
    }
  }

  private List<ServerFrame> snapshot(String... features) {
    try (RawPeer peer = subscribed(features)) {
      peer.awaitFrame(frame -> isPart(frame) && part(frame).getConsistent());
      return peer.frames().stream().filter(CompressionTest::isPart).toList();
    }
  }

  private RawPeer subscribed(String... features) {
    RawPeer peer = RawPeer.connect(server.uri());
    Hello hello = RawPeer.hello(token).getHello();
    peer.send(
        ClientFrame.newBuilder()
            .setHello(hello.toBuilder().addAllFeatures(List.of(features)))
            .build());
    peer.welcome();
    peer.send(stream(1).setSubscribe(Subscribe.newBuilder().setWorkspace("main")).build());
    return peer;
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
    return unpack(compressed, new byte[0]);
  }

  private static byte[] unpack(Compressed compressed, byte[] before) throws DataFormatException {
    byte[] data = compressed.getData().toByteArray();
    int size = (int) compressed.getUncompressedBytes();
    if (compressed.getCompression() == Compression.COMPRESSION_ZSTD) {
      return com.github.luben.zstd.Zstd.decompress(data, size);
    }
    Inflater inflater = new Inflater(true);
    if (compressed.getContinued()) {
      int from = Math.max(0, before.length - (32 << 10));
      inflater.setDictionary(before, from, before.length - from);
    }
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
