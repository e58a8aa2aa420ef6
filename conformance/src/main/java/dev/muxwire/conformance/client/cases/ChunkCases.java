package dev.muxwire.conformance.client.cases;

import static dev.muxwire.conformance.ConformanceCase.must;

import com.google.protobuf.ByteString;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.Subscription;
import dev.muxwire.conformance.client.driver.Told;
import dev.muxwire.conformance.client.peer.PeerConnection;
import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ChunkAbort;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.GetResult;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.ArrayList;
import java.util.List;

/** Messages in chunks from the server: put together, or refused for their stream alone. */
final class ChunkCases {
  private static final String LARGE = "x".repeat(5_000);

  /** Changes a good transfer of several chunks to a bad one. */
  private interface Spoiling {
    void spoil(List<ServerFrame> chunks);
  }

  private ChunkCases() {}

  static List<ConformanceCase<ClientScene>> all() {
    return List.of(
        must(
            "chunk/reassembly/whole",
            "CHUNK-1 CHUNK-4",
            "puts a state part in chunks together",
            scene -> whole(scene, 1_000)),
        must(
            "chunk/reassembly/small-chunks",
            "CHUNK-1",
            "puts a message in chunks of 7 bytes together",
            scene -> whole(scene, 7)),
        must(
            "chunk/reassembly/interleaved",
            "CHUNK-2",
            "puts transfers together whose chunks and other frames interleave",
            ChunkCases::interleaved),
        must(
            "chunk/reassembly/on-connection",
            "CHUNK-1",
            "puts a result together that comes in chunks on stream 0",
            ChunkCases::onConnection),
        must(
            "chunk/reassembly/larger-than-window",
            "CREDIT-5",
            "grants credit as chunks arrive, so that a message may be larger than the window",
            ChunkCases::largerThanWindow),
        must(
            "chunk/reassembly/after-abort",
            "CHUNK-5",
            "takes another transfer of a stream whose first one was given up",
            ChunkCases::afterAbort),
        bad(
            "skipped-index",
            "refuses a transfer with an index left out",
            chunks -> chunks.remove(2)),
        bad(
            "repeated-index",
            "refuses a transfer with an index that comes twice",
            chunks -> chunks.add(2, chunks.get(1))),
        bad(
            "first-left-out",
            "refuses a transfer that begins with index 1",
            chunks -> chunks.remove(0)),
        bad(
            "total-too-large",
            "refuses a transfer that ends before its total",
            chunks -> change(chunks, 0, first -> first.setTotalBytes(first.getTotalBytes() + 1))),
        bad(
            "total-too-small",
            "refuses a transfer with more data than its total",
            chunks -> change(chunks, 0, first -> first.setTotalBytes(first.getTotalBytes() - 1))),
        bad(
            "wrong-checksum",
            "refuses a transfer with a wrong checksum",
            chunks ->
                change(chunks, chunks.size() - 1, last -> last.setCrc32C(last.getCrc32C() ^ 1))),
        bad(
            "wrong-data",
            "refuses a transfer with a bit that fell over",
            chunks -> change(chunks, 2, ChunkCases::flipped)),
        bad(
            "other-transfer",
            "refuses a second transfer on a stream that has one open",
            chunks -> change(chunks, 2, chunk -> chunk.setTransferId(99))),
        must(
            "chunk/refused/above-limit",
            "CHUNK-3",
            "refuses a transfer above its limit before it holds any memory for it",
            ChunkCases::aboveLimit),
        must(
            "chunk/refused/chunk-within",
            "CHUNK-7",
            "refuses a chunk in chunks",
            ChunkCases::nested),
        must(
            "chunk/refused/on-connection",
            "ERROR-3 CHUNK-5",
            "refuses bad chunks on stream 0 with their transfer_id, or gives the connection up",
            ChunkCases::badOnConnection));
  }

  private static ConformanceCase<ClientScene> bad(String name, String title, Spoiling spoiling) {
    return must(
        "chunk/reassembly/" + name, "CHUNK-5 ERROR-2", title, scene -> refused(scene, spoiling));
  }

  private interface Change {
    Chunk.Builder of(Chunk.Builder chunk);
  }

  private static void change(List<ServerFrame> chunks, int place, Change change) {
    ServerFrame frame = chunks.get(place);
    chunks.set(place, frame.toBuilder().setChunk(change.of(frame.getChunk().toBuilder())).build());
  }

  private static Chunk.Builder flipped(Chunk.Builder chunk) {
    byte[] data = chunk.getData().toByteArray();
    data[data.length / 2] ^= 1;
    return chunk.setData(ByteString.copyFrom(data));
  }

  private static int subscribed(PeerConnection peer) {
    int stream = peer.expect(BodyCase.SUBSCRIBE).getStreamId();
    peer.send(Frames.subscribedAnew(stream));
    return stream;
  }

  private static ServerFrame largePart(int stream) {
    return Frames.part(stream, 7, true, Frames.whole("a", 7, LARGE));
  }

  private static void sendEach(PeerConnection peer, List<ServerFrame> frames) {
    frames.forEach(peer::send);
  }

  private static void whole(ClientScene scene, int chunkBytes) {
    scene.need(Capability.CAPABILITY_STATE);
    ClientScene.Session session = scene.session();
    Subscription subscription = session.client().subscribe();
    int stream = subscribed(session.peer());
    sendEach(session.peer(), Frames.chunks(1, largePart(stream), chunkBytes));
    subscription.expectView(7, Frames.whole("a", 7, LARGE));
  }

  private static void interleaved(ClientScene scene) {
    scene.need(Capability.CAPABILITY_STATE);
    ClientScene.Session session = scene.session();
    PeerConnection peer = session.peer();
    Subscription one = session.client().subscribe();
    int stream = subscribed(peer);
    Subscription other = session.client().subscribe(subscribe -> subscribe.setWorkspace("other"));
    int otherStream = subscribed(peer);
    List<ServerFrame> first = Frames.chunks(1, largePart(stream), 900);
    List<ServerFrame> second = Frames.chunks(2, largePart(otherStream), 800);
    for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
      if (i < first.size()) {
        peer.send(first.get(i));
      }
      if (i < second.size()) {
        peer.send(second.get(i));
      }
      peer.barrier();
    }
    one.expectView(7, Frames.whole("a", 7, LARGE));
    other.expectView(7, Frames.whole("a", 7, LARGE));
  }

  private static void onConnection(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    Told got = session.client().get("a");
    long seq = session.peer().expect(0, BodyCase.GET).getGet().getRequestSeq();
    sendEach(session.peer(), Frames.chunks(1, largeResult(seq), 1_000));
    DriverEvent event = got.await("Entities", DriverEvent::hasEntities);
    if (!event.getEntities().getEntities(0).getBody().equals(Frames.record(LARGE))) {
      throw dev.muxwire.conformance.Breach.of("CHUNK-1", "the result is another one");
    }
  }

  private static ServerFrame largeResult(long seq) {
    return ServerFrame.newBuilder()
        .setGetResult(
            GetResult.newBuilder()
                .setRequestSeq(seq)
                .setEpoch(Frames.STATE_EPOCH)
                .setRevision(7)
                .addEntities(Frames.whole("a", 7, LARGE)))
        .build();
  }

  private static void largerThanWindow(ClientScene scene) {
    scene.need(Capability.CAPABILITY_STATE);
    ClientScene.Session session = scene.session();
    PeerConnection peer = session.peer();
    Subscription subscription = session.client().subscribe();
    int stream = subscribed(peer);
    String huge = "y".repeat(900_000);
    long sent = 0;
    for (ServerFrame chunk :
        Frames.chunks(1, Frames.part(stream, 7, true, Frames.whole("a", 7, huge)), 30_000)) {
      sent += chunk.getChunk().getData().size();
      peer.awaitGranted(stream, sent);
      peer.send(chunk);
    }
    subscription.expectView(7, Frames.whole("a", 7, huge));
  }

  private static void afterAbort(ClientScene scene) {
    scene.need(Capability.CAPABILITY_STATE);
    ClientScene.Session session = scene.session();
    PeerConnection peer = session.peer();
    Subscription subscription = session.client().subscribe();
    int stream = subscribed(peer);
    peer.send(Frames.chunks(1, largePart(stream), 1_000).get(0));
    peer.send(
        ServerFrame.newBuilder()
            .setStreamId(stream)
            .setChunkAbort(
                ChunkAbort.newBuilder().setTransferId(1).setCode(ErrorCode.ERROR_CODE_CANCELLED))
            .build());
    sendEach(peer, Frames.chunks(2, largePart(stream), 1_000));
    subscription.expectView(7, Frames.whole("a", 7, LARGE));
  }

  private static void refused(ClientScene scene, Spoiling spoiling) {
    scene.need(Capability.CAPABILITY_STATE);
    ClientScene.Session session = scene.session();
    PeerConnection peer = session.peer();
    Subscription subscription = session.client().subscribe();
    int stream = subscribed(peer);
    Subscription other = session.client().subscribe(subscribe -> subscribe.setWorkspace("other"));
    int otherStream = subscribed(peer);
    List<ServerFrame> chunks = new ArrayList<>(Frames.chunks(1, largePart(stream), 1_000));
    spoiling.spoil(chunks);
    sendEach(peer, chunks);
    peer.expectError(stream, "CHUNK-5", ErrorCode.ERROR_CODE_CHUNK_INVALID);
    subscription.expectStill(0);
    peer.send(Frames.part(otherStream, 3, true, Frames.whole("b", 3, "b")));
    other.expectView(3, Frames.whole("b", 3, "b"));
  }

  private static void aboveLimit(ClientScene scene) {
    scene.need(Capability.CAPABILITY_STATE);
    ClientScene.Session session = scene.session();
    PeerConnection peer = session.peer();
    session.client().subscribe();
    int stream = subscribed(peer);
    ServerFrame first = Frames.chunks(1, largePart(stream), 1_000).get(0);
    peer.send(
        first.toBuilder().setChunk(first.getChunk().toBuilder().setTotalBytes(1L << 40)).build());
    peer.expectError(
        stream, "CHUNK-3", ErrorCode.ERROR_CODE_LIMIT_EXCEEDED, ErrorCode.ERROR_CODE_BUSY);
    peer.expectOpen("ERROR-2");
  }

  private static void nested(ClientScene scene) {
    scene.need(Capability.CAPABILITY_STATE);
    ClientScene.Session session = scene.session();
    PeerConnection peer = session.peer();
    Subscription subscription = session.client().subscribe();
    int stream = subscribed(peer);
    ServerFrame within = Frames.chunks(1, largePart(stream), 1 << 20).get(0);
    sendEach(peer, Frames.chunks(2, within, 1_000));
    peer.expect(
        "end of stream " + stream,
        frame -> frame.getStreamId() == stream && (frame.hasError() || frame.hasCloseStream()));
    subscription.expectStill(0);
  }

  private static void badOnConnection(ClientScene scene) {
    scene.need(Capability.CAPABILITY_MUTATIONS);
    ClientScene.Session session = scene.session();
    PeerConnection peer = session.peer();
    Told got = session.client().get("a");
    long seq = peer.expect(0, BodyCase.GET).getGet().getRequestSeq();
    List<ServerFrame> chunks = new ArrayList<>(Frames.chunks(77, largeResult(seq), 1_000));
    change(chunks, 2, ChunkCases::flipped);
    sendEach(peer, chunks);
    if (peer.endsOr(frame -> isRefusal(frame, 77))) {
      // The connection goes on: the answer comes again.
      sendEach(peer, Frames.chunks(78, largeResult(seq), 1_000));
    } else {
      PeerConnection second = scene.welcomed();
      long again = second.expect(0, BodyCase.GET).getGet().getRequestSeq();
      second.send(largeResult(again));
    }
    got.await("Entities", DriverEvent::hasEntities);
  }

  private static boolean isRefusal(ClientFrame frame, long transferId) {
    return frame.getStreamId() == 0
        && frame.hasError()
        && frame.getError().getTransferId() == transferId;
  }
}
