package dev.muxwire.conformance.client.cases;

import static dev.muxwire.conformance.ConformanceCase.must;

import com.google.protobuf.ByteString;
import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.Subscription;
import dev.muxwire.conformance.client.peer.CreditBook;
import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import dev.muxwire.proto.v1.Compressed;
import dev.muxwire.proto.v1.Compression;
import dev.muxwire.proto.v1.ServerFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Bodies that come packed: unpacked, or refused for their stream alone. */
final class CompressionCases {
  private interface Spoiling {
    Compressed.Builder of(Compressed.Builder packed);
  }

  private CompressionCases() {}

  static List<ConformanceCase<ClientScene>> all() {
    return List.of(
        must(
            "compression/deflate/output",
            "COMPRESS-1",
            "unpacks output that comes deflated",
            CompressionCases::output),
        must(
            "compression/deflate/state",
            "COMPRESS-1",
            "unpacks state that comes deflated",
            CompressionCases::state),
        must(
            "compression/deflate/credit",
            "COMPRESS-2",
            "counts a packed body as it was before it was packed",
            CompressionCases::credit),
        refused(
            "size-too-small",
            "COMPRESS-1",
            "refuses a body that unpacks to more than was told",
            packed -> packed.setUncompressedBytes(packed.getUncompressedBytes() - 1)),
        refused(
            "size-too-large",
            "COMPRESS-1",
            "refuses a body that unpacks to less than was told",
            packed -> packed.setUncompressedBytes(packed.getUncompressedBytes() + 1)),
        refused(
            "above-limit",
            "COMPRESS-1",
            "refuses a body above its message limit before it unpacks it",
            packed -> packed.setUncompressedBytes(1L << 40)),
        refused(
            "broken",
            "COMPRESS-1",
            "refuses a body that cannot be unpacked",
            packed -> packed.setData(ByteString.copyFromUtf8("\377\377 not deflated"))),
        refused(
            "compressed-within",
            "COMPRESS-3",
            "refuses a packed body within a packed body",
            packed -> packed(ServerFrame.newBuilder().setCompressed(packed).build())),
        refused(
            "with-stream-id",
            "COMPRESS-3",
            "refuses a packed body with a stream_id",
            packed -> packed(Frames.output(9, 4, "never shown"))));
  }

  private static ConformanceCase<ClientScene> refused(
      String name, String requirement, String title, Spoiling spoiling) {
    return must(
        "compression/refused/" + name,
        requirement + " ERROR-2",
        title,
        scene -> refused(scene, requirement, spoiling));
  }

  /** A body with this frame packed in it, as it is. */
  private static Compressed.Builder packed(ServerFrame body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
      out.write(body.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      deflater.end();
    }
    return Compressed.newBuilder()
        .setCompression(Compression.COMPRESSION_DEFLATE)
        .setUncompressedBytes(body.getSerializedSize())
        .setData(ByteString.copyFrom(bytes.toByteArray()));
  }

  private static ServerFrame pack(ServerFrame frame) {
    return ServerFrame.newBuilder()
        .setStreamId(frame.getStreamId())
        .setCompressed(packed(frame.toBuilder().clearStreamId().build()))
        .build();
  }

  private static void requireFeature(ClientScene.Session session) {
    if (!session.hello().getFeaturesList().contains("deflate")) {
      throw Breach.of("COMPRESS-1", "the driver names deflate, and Hello does not");
    }
  }

  private static void output(ClientScene scene) {
    Terminals terminal = Terminals.open(scene, Capability.CAPABILITY_DEFLATE);
    requireFeature(terminal.session());
    terminal.send(pack(Frames.output(terminal.stream(), 0, "packed ".repeat(500))));
    terminal.output(3_500, "plain");
    terminal.viewer().expectOutput(0, "packed ".repeat(500) + "plain");
  }

  private static void state(ClientScene scene) {
    scene.need(Capability.CAPABILITY_STATE, Capability.CAPABILITY_DEFLATE);
    ClientScene.Session session = scene.session();
    Subscription subscription = session.client().subscribe();
    int stream = session.peer().expect(BodyCase.SUBSCRIBE).getStreamId();
    session
        .peer()
        .send(
            Frames.subscribedAnew(stream),
            pack(Frames.part(stream, 3, true, Frames.whole("a", 3, "packed ".repeat(500)))));
    subscription.expectView(3, Frames.whole("a", 3, "packed ".repeat(500)));
  }

  private static void credit(ClientScene scene) {
    Terminals terminal = Terminals.open(scene, Capability.CAPABILITY_DEFLATE);
    ByteString text = ByteString.copyFromUtf8("packed ".repeat(2_000));
    long spent = 0;
    ByteString all = ByteString.EMPTY;
    for (int i = 0; i < 60; i++) {
      ServerFrame output = Frames.output(terminal.stream(), all.size(), text);
      spent += CreditBook.cost(output);
      terminal.peer().awaitGranted(terminal.stream(), spent);
      terminal.send(pack(output));
      all = all.concat(text);
    }
    terminal.viewer().expectOutput(0, all);
  }

  private static void refused(ClientScene scene, String requirement, Spoiling spoiling) {
    Terminals terminal = Terminals.open(scene, Capability.CAPABILITY_DEFLATE);
    terminal.output(0, "here");
    terminal.viewer().expectOutput(0, "here");
    ServerFrame good = pack(Frames.output(terminal.stream(), 4, "never shown"));
    terminal.send(
        good.toBuilder().setCompressed(spoiling.of(good.getCompressed().toBuilder())).build());
    terminal
        .peer()
        .expect(
            "end of the stream",
            frame ->
                frame.getStreamId() == terminal.stream()
                    && (frame.hasError() || frame.hasCloseStream()));
    Terminals again = terminal.on(terminal.peer());
    if (again.asked().getCursor().getOffset() != 4) {
      throw Breach.of(requirement, "it goes on at " + again.asked().getCursor().getOffset());
    }
    again.attached(4);
    again.output(4, " again");
    terminal.viewer().expectOutput(4, " again");
  }
}
