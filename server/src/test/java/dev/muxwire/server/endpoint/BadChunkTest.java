package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ChunkAbort;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.wire.ProtocolLimits;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Each kind of broken chunk ends its transfer and its stream, and nothing else. */
final class BadChunkTest extends BadInputFixture {
  @Test
  void chunkThatSkipsAnIndex_isInvalid() {
    brokenChunk(chunk(1, 0, 10, false, 0, "abc"), chunk(1, 2, 0, false, 0, "def"));
  }

  @Test
  void chunkWithoutABeginning_isInvalid() {
    brokenChunk(chunk(1, 1, 0, false, 0, "abc"));
    brokenChunk(chunk(1, 0, 0, false, 0, "abc"));
  }

  @Test
  void chunksLongerOrShorterThanTheirTotal_areInvalid() {
    brokenChunk(chunk(1, 0, 2, false, 0, "abc"));
    brokenChunk(chunk(1, 0, 9, true, checksum("abc"), "abc"));
  }

  @Test
  void chunkWithAWrongChecksum_isInvalid() {
    brokenChunk(chunk(1, 0, 3, true, 12345, "abc"));
  }

  @Test
  void secondTransferOnAStream_isInvalid() {
    brokenChunk(chunk(1, 0, 9, false, 0, "abc"), chunk(2, 0, 9, false, 0, "abc"));
  }

  @Test
  void emptyChunk_isInvalid() {
    brokenChunk(chunk(1, 0, 9, false, 0, ""));
  }

  @Test
  void messageBeyondTheLimit_isLimitExceeded() {
    answersOnStream(
        4,
        peer ->
            peer.send(
                stream(4)
                    .setChunk(
                        chunk(1, 0, ProtocolLimits.DEFAULT_MESSAGE_BYTES + 1L, false, 0, "abc"))
                    .build()),
        ErrorCode.ERROR_CODE_LIMIT_EXCEEDED);
  }

  @Test
  void reservationBeyondTheConnectionsBudget_isBusy() {
    answersOnStream(
        5,
        peer -> {
          long most = ProtocolLimits.DEFAULT_MESSAGE_BYTES;
          peer.send(stream(4).setChunk(chunk(1, 0, most, false, 0, "abc")).build());
          peer.send(stream(5).setChunk(chunk(2, 0, 1, false, 0, "a")).build());
        },
        ErrorCode.ERROR_CODE_BUSY);
  }

  private void brokenChunk(Chunk... chunks) {
    answersOnStream(
        4,
        peer -> {
          for (Chunk chunk : chunks) {
            peer.send(stream(4).setChunk(chunk).build());
          }
        },
        ErrorCode.ERROR_CODE_CHUNK_INVALID);
  }

  @Test
  void totalThatIsToldTwice_isInvalid() {
    brokenChunk(chunk(1, 0, 9, false, 0, "abc"), chunk(1, 1, 9, false, 0, "def"));
  }

  @Test
  void chunksOfNoMessage_areMalformed() {
    answersOnStream(
        4,
        peer -> peer.send(stream(4).setChunk(whole(ByteString.copyFromUtf8("abc"))).build()),
        ErrorCode.ERROR_CODE_MALFORMED);
  }

  @Test
  void helloInChunks_isInvalid() {
    brokenChunk(whole(RawPeer.hello(token).toByteString()));
  }

  @Test
  void chunkInAChunk_isInvalid() {
    Chunk inner = whole(ClientFrame.newBuilder().setSubscribe(subscription("main")));
    brokenChunk(whole(ClientFrame.newBuilder().setChunk(inner)));
    brokenChunk(whole(ClientFrame.newBuilder().setChunkAbort(ChunkAbort.getDefaultInstance())));
  }

  @Test
  void frameWithAStreamIdInAChunk_isInvalid() {
    brokenChunk(whole(subscribe(4, "main").toByteString()));
    brokenChunk(whole(subscribe(5, "main").toByteString()));
  }

  @Test
  void restOfARefusedTransfer_isIgnored_alsoOfAStreamThatItWasToOpen() {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      for (int id : new int[] {0, 4}) {
        peer.send(stream(id).setChunk(chunk(7, 0, 9, false, 0, "abc")).build());
        for (int index = 2; index < 5; index++) {
          peer.send(stream(id).setChunk(chunk(7, index, 0, false, 0, "abc")).build());
        }
      }
      assertAlive(peer);
      assertThat(peer.frames().stream().filter(ServerFrame::hasError).toList())
          .extracting(ServerFrame::getStreamId)
          .containsExactly(0, 4);
    }
  }

  @Test
  void brokenChunkOnStreamZero_isInvalid_andTheConnectionGoesOn() {
    answersOnStream(
        0,
        peer -> {
          peer.send(ClientFrame.newBuilder().setChunk(chunk(17, 3, 0, false, 0, "a")).build());
          peer.awaitFrame(frame -> frame.getError().getTransferId() == 17);
        },
        ErrorCode.ERROR_CODE_CHUNK_INVALID);
  }

  @Test
  void wholeMessageInChunks_isHandled() {
    byte[] message =
        ClientFrame.newBuilder().setSubscribe(subscription("main")).build().toByteArray();
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      ByteString whole = ByteString.copyFrom(message);
      peer.send(
          stream(4).setChunk(chunk(1, 0, message.length, false, 0, whole.substring(0, 2))).build(),
          ping(3),
          stream(4).setChunk(chunk(1, 1, 0, true, checksum(whole), whole.substring(2))).build());
      peer.awaitFrame(frame -> frame.getStreamId() == 4 && frame.hasSubscribed());
      assertAlive(peer);
    }
  }

  /** Sends a frame of stream 0 that fits no packet. */
  static void sendInChunks(RawPeer peer, ClientFrame frame) {
    ByteString message = frame.toByteString();
    int step = 32 << 10;
    for (int from = 0; from < message.size(); from += step) {
      int to = Math.min(message.size(), from + step);
      boolean last = to == message.size();
      Chunk chunk =
          chunk(
              1,
              from / step,
              from == 0 ? message.size() : 0,
              last,
              last ? checksum(message) : 0,
              message.substring(from, to));
      peer.send(ClientFrame.newBuilder().setChunk(chunk).build());
    }
  }

  /** A whole message in one chunk. */
  private static Chunk whole(ByteString message) {
    return chunk(1, 0, message.size(), true, checksum(message), message);
  }

  private static Chunk whole(ClientFrame.Builder frame) {
    return whole(frame.build().toByteString());
  }

  private static Chunk chunk(
      long transfer, int index, long total, boolean last, int crc, String data) {
    return chunk(transfer, index, total, last, crc, ByteString.copyFromUtf8(data));
  }

  private static Chunk chunk(
      long transfer, int index, long total, boolean last, int crc, ByteString data) {
    return Chunk.newBuilder()
        .setTransferId(transfer)
        .setIndex(index)
        .setTotalBytes(total)
        .setLast(last)
        .setCrc32C(crc)
        .setData(data)
        .build();
  }

  private static int checksum(String text) {
    return checksum(ByteString.copyFromUtf8(text));
  }

  private static int checksum(ByteString bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.toByteArray());
    return (int) crc.getValue();
  }
}
