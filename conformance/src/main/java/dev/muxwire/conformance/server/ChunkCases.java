package dev.muxwire.conformance.server;

import static dev.muxwire.conformance.ConformanceCase.must;
import static dev.muxwire.conformance.server.Frames.chunk;
import static dev.muxwire.conformance.server.Frames.hello;
import static dev.muxwire.conformance.server.Frames.lastChunk;
import static dev.muxwire.conformance.server.Frames.ping;
import static dev.muxwire.conformance.server.Frames.record;
import static dev.muxwire.conformance.server.Frames.stream;
import static dev.muxwire.conformance.server.Frames.subscribe;
import static dev.muxwire.conformance.server.Frames.zero;
import static dev.muxwire.conformance.server.ServerScene.require;
import static dev.muxwire.conformance.server.ServerScene.same;

import com.google.protobuf.ByteString;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.server.peer.OutgoingChunks;
import dev.muxwire.conformance.server.peer.Peer;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ChunkAbort;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.Record;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.ArrayList;
import java.util.List;

/** Chunks: put together, refused where they are wrong, and sent where a packet is too small. */
final class ChunkCases {
  private static final long MESSAGE_BYTES = 16 << 20;
  private static final int STREAM = 4;
  private static final int BROKEN_PAYLOAD_BYTES = 100_000;

  private ChunkCases() {}

  static List<ConformanceCase<ServerScene>> cases() {
    List<ConformanceCase<ServerScene>> all = new ArrayList<>();
    all.addAll(reassembly());
    all.addAll(broken());
    all.addAll(limits());
    all.addAll(outbound());
    return all;
  }

  // ---- what is taken

  private static List<ConformanceCase<ServerScene>> reassembly() {
    return List.of(
        whole("in-one", 1 << 20),
        whole("in-two", 12),
        whole("byte-by-byte", 1),
        must(
            "chunk/reassembly/request",
            "CHUNK-1 CHUNK-3 CHUNK-4",
            "a batch of 200,000 bytes in chunks on stream 0 is applied once",
            scene -> {
              Workspace workspace = scene.workspace();
              workspace.apply(Frames.create("large", record("ballast", 200_000)));
              same(
                  200_000,
                  workspace.readOne("large").getBody().getRecord().getPayload().size(),
                  "the payload's size");
            }),
        must(
            "chunk/interleaved/other-frames",
            "CHUNK-2",
            "other frames come between the chunks of a message",
            scene -> {
              Workspace workspace = scene.workspace();
              Peer peer = workspace.peer();
              for (ClientFrame chunk : peer.chunks(subscribe(STREAM, workspace.name()), 5)) {
                peer.send(chunk);
                peer.alive();
              }
              peer.expect(STREAM, ServerFrame.BodyCase.SUBSCRIBED);
            }),
        must(
            "chunk/interleaved/two-streams",
            "CHUNK-2",
            "transfers of two streams interleave",
            scene -> {
              Workspace workspace = scene.workspace();
              Peer peer = workspace.peer();
              List<ClientFrame> one = peer.chunks(subscribe(STREAM, workspace.name()), 5);
              List<ClientFrame> other = peer.chunks(subscribe(STREAM + 1, workspace.name()), 5);
              for (int i = 0; i < one.size(); i++) {
                peer.send(one.get(i));
                peer.send(other.get(i));
              }
              peer.expect(STREAM, ServerFrame.BodyCase.SUBSCRIBED);
              peer.expect(STREAM + 1, ServerFrame.BodyCase.SUBSCRIBED);
            }),
        must(
            "chunk/abort",
            "CHUNK-2",
            "after ChunkAbort on stream 0 another transfer may begin there",
            scene -> {
              Workspace workspace = scene.workspace();
              Peer peer = workspace.peer();
              long transfer = peer.nextTransfer();
              peer.send(chunk(0, transfer, 0, 1_000, "begun"));
              peer.send(zero().setChunkAbort(ChunkAbort.newBuilder().setTransferId(transfer)));
              long seq = peer.nextRequest();
              peer.sendInChunks(Frames.get(seq, workspace.name(), List.of()), 7);
              require(peer.answer(seq).hasGetResult(), "the second transfer is taken");
              peer.silent(0);
            }));
  }

  private static ConformanceCase<ServerScene> whole(String name, int chunkBytes) {
    return must(
        "chunk/reassembly/" + name,
        "CHUNK-1 CHUNK-4",
        "a frame that opens a stream is taken in chunks of "
            + (chunkBytes > 1_000 ? "its own size" : chunkBytes + " bytes"),
        scene -> {
          Workspace workspace = scene.workspace();
          Peer peer = workspace.peer();
          peer.sendInChunks(subscribe(STREAM, workspace.name()), chunkBytes);
          peer.expect(STREAM, ServerFrame.BodyCase.SUBSCRIBED);
        });
  }

  // ---- what is refused

  private static List<ConformanceCase<ServerScene>> broken() {
    return List.of(
        invalid(
            "skipped-index",
            "CHUNK-1 CHUNK-5",
            "a skipped index",
            chunk(STREAM, 1, 0, 10, "abc"),
            chunk(STREAM, 1, 2, 0, "def")),
        invalid(
            "repeated-index",
            "CHUNK-1 CHUNK-5",
            "a repeated index",
            chunk(STREAM, 1, 0, 10, "abc"),
            chunk(STREAM, 1, 0, 0, "def")),
        invalid(
            "without-beginning",
            "CHUNK-1 CHUNK-5",
            "a transfer that begins with index 1",
            chunk(STREAM, 1, 1, 0, "abc")),
        invalid(
            "without-total",
            "CHUNK-3 CHUNK-5",
            "a first chunk without total_bytes",
            chunk(STREAM, 1, 0, 0, "abc")),
        invalid(
            "total-told-twice",
            "CHUNK-3 CHUNK-5",
            "a total told a second time",
            chunk(STREAM, 1, 0, 9, "abc"),
            chunk(STREAM, 1, 1, 9, "def")),
        invalid(
            "longer-than-total",
            "CHUNK-4 CHUNK-5",
            "more data than total_bytes",
            chunk(STREAM, 1, 0, 2, "abc")),
        invalid(
            "shorter-than-total",
            "CHUNK-4 CHUNK-5",
            "less data than total_bytes",
            lastChunk(STREAM, 1, 0, 9, crc("abc"), "abc")),
        invalid(
            "wrong-checksum",
            "CHUNK-4 CHUNK-5",
            "a wrong checksum",
            lastChunk(STREAM, 1, 0, 3, crc("abc") + 1, "abc")),
        invalid(
            "other-transfer-id",
            "CHUNK-5",
            "another transfer_id in the middle",
            chunk(STREAM, 1, 0, 9, "abc"),
            chunk(STREAM, 2, 1, 0, "def")),
        invalid(
            "second-transfer",
            "CHUNK-2 CHUNK-5",
            "a second transfer on a stream",
            chunk(STREAM, 1, 0, 9, "abc"),
            chunk(STREAM, 2, 0, 9, "abc")),
        invalid("empty", "CHUNK-5", "an empty chunk", chunk(STREAM, 1, 0, 9, "")),
        must(
            "chunk/broken/hello",
            "CHUNK-7",
            "Hello in chunks ends the stream with CHUNK_INVALID",
            scene ->
                refuses(
                    scene,
                    ErrorCode.ERROR_CODE_CHUNK_INVALID,
                    inOne(zero().setHello(hello(scene.token())).build()))),
        invalid(
            "chunk-in-chunk", "CHUNK-7", "a chunk within chunks", inOne(chunk(0, 2, 0, 3, "abc"))),
        invalid(
            "stream-id-within",
            "CHUNK-7",
            "a frame with a stream_id within chunks",
            inOne(subscribe(STREAM, "main"))),
        must(
            "chunk/broken/no-message",
            "CHUNK-4",
            "chunks that make no frame end the stream with MALFORMED",
            scene ->
                refuses(
                    scene,
                    ErrorCode.ERROR_CODE_MALFORMED,
                    lastChunk(STREAM, 1, 0, 3, crc("abc"), "abc"))),
        must(
            "chunk/broken/connection",
            "ERROR-3 CHUNK-5",
            "refused chunks on stream 0 are told with their transfer_id; the connection goes on",
            scene -> {
              Peer peer = scene.welcomed();
              peer.send(chunk(0, 17, 3, 0, "abc"));
              var error = peer.refused(0, ErrorCode.ERROR_CODE_CHUNK_INVALID);
              same(17L, error.getTransferId(), "the transfer_id");
              peer.alive();
            }),
        must(
            "chunk/broken/rest-ignored",
            "ERROR-3 CHUNK-5",
            "what else comes of a refused transfer is ignored, and nothing of it is done",
            scene -> {
              Workspace workspace = scene.workspace();
              Peer peer = workspace.peer();
              List<ClientFrame> batch =
                  peer.chunks(
                      zero()
                          .setMutate(
                              workspace.batch(
                                  Frames.create("never", record("x", BROKEN_PAYLOAD_BYTES))))
                          .build(),
                      30_000);
              ClientFrame first = batch.get(0);
              peer.send(first, batch.get(2)); // the one between is left out
              var error = peer.refused(0, ErrorCode.ERROR_CODE_CHUNK_INVALID);
              same(first.getChunk().getTransferId(), error.getTransferId(), "the transfer_id");
              peer.send(batch.get(3));
              peer.silent(0);
              same(0, workspace.read("never").getEntitiesCount(), "entities of a refused batch");
            }),
        must(
            "chunk/idle",
            "CHUNK-6",
            "a transfer that stands still for 30 s ends its stream with TIMED_OUT",
            scene -> {
              scene.takesLong("35 s");
              Peer peer = scene.welcomed();
              peer.send(chunk(STREAM, 1, 0, 10, "abc"));
              for (int i = 0; i < 6 && peer.peek(STREAM) == null; i++) {
                peer.sleepSeconds(6);
                peer.alive();
              }
              peer.refused(STREAM, ErrorCode.ERROR_CODE_TIMED_OUT);
              peer.alive();
            }));
  }

  private static int crc(String text) {
    return OutgoingChunks.checksum(ByteString.copyFromUtf8(text));
  }

  private static ClientFrame inOne(ClientFrame within) {
    ByteString whole = within.toByteString();
    return stream(STREAM)
        .setChunk(
            Chunk.newBuilder()
                .setTransferId(1)
                .setTotalBytes(whole.size())
                .setLast(true)
                .setCrc32C(OutgoingChunks.checksum(whole))
                .setData(whole))
        .build();
  }

  private static ConformanceCase<ServerScene> invalid(
      String name, String requirements, String what, ClientFrame... chunks) {
    return must(
        "chunk/broken/" + name,
        requirements,
        what + " ends the transfer and its stream with CHUNK_INVALID",
        scene -> refuses(scene, ErrorCode.ERROR_CODE_CHUNK_INVALID, chunks));
  }

  private static void refuses(ServerScene scene, ErrorCode code, ClientFrame... chunks) {
    Peer peer = scene.welcomed();
    for (ClientFrame chunk : chunks) {
      peer.send(chunk);
    }
    peer.refused(STREAM, code);
    peer.silent(STREAM);
  }

  // ---- budgets

  private static List<ConformanceCase<ServerScene>> limits() {
    return List.of(
        must(
            "chunk/limit/message",
            "CHUNK-3",
            "a message above the receiver's limit is LIMIT_EXCEEDED at its first chunk",
            scene -> {
              Peer peer = scene.welcomed();
              long told = peer.welcome().getLimits().getMaxMessageBytes();
              long most = told == 0 ? MESSAGE_BYTES : told;
              peer.send(chunk(STREAM, 1, 0, most + 1, "abc"));
              var error = peer.refused(STREAM, ErrorCode.ERROR_CODE_LIMIT_EXCEEDED);
              same(most, error.getLimit(), "the limit that the Error tells");
              peer.alive();
            }),
        ConformanceCase.<ServerScene>must(
                "chunk/limit/connection",
                "CHUNK-3",
                "what a connection reserves is bounded: a reservation beyond it is BUSY, and"
                    + " one that was given up is free again",
                ChunkCases::reservation)
            .runAlone());
  }

  private static void reservation(ServerScene scene) {
    Peer peer = scene.welcomed();
    long told = peer.welcome().getLimits().getMaxMessageBytes();
    long most = told == 0 ? MESSAGE_BYTES : told;
    peer.send(chunk(1, 1, 0, most, "abc"));
    int stream = 2;
    ErrorCode code = ErrorCode.ERROR_CODE_UNSPECIFIED;
    while (code != ErrorCode.ERROR_CODE_BUSY && stream < 20) {
      peer.send(chunk(stream, stream, 0, most, "abc"));
      peer.alive();
      ServerFrame answer = peer.peek(stream);
      code = answer == null ? code : answer.getError().getCode();
      stream++;
    }
    same(ErrorCode.ERROR_CODE_BUSY, code, "the answer to ever more reservations");
    peer.send(stream(1).setChunkAbort(ChunkAbort.newBuilder().setTransferId(1)));
    peer.send(chunk(stream, stream, 0, 1_000, "abc"));
    peer.silent(stream);
  }

  // ---- what the server sends

  private static List<ConformanceCase<ServerScene>> outbound() {
    return List.of(
        must(
            "chunk/outbound/get-result",
            "CHUNK-1 CHUNK-3 CHUNK-4 PACKET-2",
            "a result larger than a packet comes in chunks",
            scene -> {
              Workspace workspace = scene.workspace();
              ByteString payload = Texts.noise(150_000);
              workspace.apply(
                  Frames.create("large", record(Record.newBuilder().setPayload(payload))));
              same(
                  payload,
                  workspace.readOne("large").getBody().getRecord().getPayload(),
                  "the payload");
            }),
        must(
            "chunk/outbound/state-part",
            "CHUNK-1 CHUNK-3 CHUNK-4 PACKET-2",
            "an entity larger than a packet of 4 KiB comes in chunks on its state stream",
            scene -> {
              Workspace workspace = scene.workspace();
              ByteString payload = Texts.noise(30_000);
              workspace.apply(
                  Frames.create("large", record(Record.newBuilder().setPayload(payload))));
              Limits small = Limits.newBuilder().setMaxPacketBytes(4 << 10).build();
              Peer reader = scene.welcomed(hello(scene.token()).setLimits(small));
              reader.send(subscribe(1, workspace.name()));
              reader.expect(1, ServerFrame.BodyCase.SUBSCRIBED);
              var part = reader.expect(1, ServerFrame.BodyCase.STATE_PART).getStatePart();
              same(
                  payload,
                  part.getChanges(0).getBody().getRecord().getPayload(),
                  "the entity in chunks");
            }),
        must(
            "chunk/outbound/interleaved",
            "CHUNK-2",
            "a Pong comes while a large result is on its way, or after it",
            scene -> {
              Workspace workspace = scene.workspace();
              workspace.apply(Frames.create("large", record("ballast", 500_000)));
              Peer peer = workspace.peer();
              long seq = peer.nextRequest();
              peer.send(Frames.get(seq, workspace.name(), List.of("large")));
              peer.send(ping(4_711));
              require(peer.answer(seq).hasGetResult(), "the result");
              peer.alive();
            }));
  }
}
