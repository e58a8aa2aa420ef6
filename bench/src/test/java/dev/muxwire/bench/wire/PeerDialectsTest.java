package dev.muxwire.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Output;
import dev.muxwire.proto.v1.ServerFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PeerDialectsTest {
  private static final int HEADER_BYTES = 6;

  /** A message in two reads, cut at a place. */
  private static void receive(Dialect.Session session, byte[] message, int cut) {
    session.begin(message.length);
    session.bytes(ByteBuffer.wrap(message, 0, cut));
    session.bytes(ByteBuffer.wrap(message, cut, message.length - cut));
  }

  private static void receive(Dialect.Session session, String text) {
    receive(session, text.getBytes(StandardCharsets.US_ASCII), text.length() / 2);
  }

  private static byte[] rsocket(int typeAndFlags, int bytes) {
    return ByteBuffer.allocate(HEADER_BYTES + bytes)
        .putInt(1)
        .putShort((short) typeAndFlags)
        .array();
  }

  @Test
  void rsocket_halfOfTheDemandCame_demandsAsMuchAgain() {
    Dialect.Session session = new RSocketDialect().open();
    for (int i = 0; i < RSocketDialect.DEMAND / 2; i++) {
      assertThat(session.answers(0)).isEmpty();
      receive(session, rsocket(0x0A << 10 | 0x20, 100), 3);
    }
    assertThat(session.payload()).isEqualTo(100L * RSocketDialect.DEMAND / 2);
    List<byte[]> answers = session.answers(0);
    assertThat(answers).hasSize(1);
    ByteBuffer requestN = ByteBuffer.wrap(answers.get(0));
    assertThat(requestN.getShort(4)).isEqualTo((short) (0x08 << 10));
    assertThat(requestN.getInt(HEADER_BYTES)).isEqualTo(RSocketDialect.DEMAND / 2);
  }

  @Test
  void rsocket_keepaliveThatWantsAnAnswer_isAnswered() {
    Dialect.Session session = new RSocketDialect().open();
    receive(session, rsocket(0x03 << 10, 8), 1);
    assertThat(session.answers(0)).isEmpty();
    receive(session, rsocket(0x03 << 10 | 0x80, 8), 6);
    assertThat(session.answers(0)).hasSize(1);
  }

  @Test
  void rsocket_error_isNotCounted() {
    Dialect.Session session = new RSocketDialect().open();
    assertThatThrownBy(() -> receive(session, rsocket(0x0B << 10, 8), 6))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void bayeux_handshake_isFollowedBySubscriptionAndConnect() {
    Dialect.Session session = new BayeuxDialect("/cometd", "/terminal").open();
    receive(
        session, "[{\"channel\":\"/meta/handshake\",\"clientId\":\"abc\",\"successful\":true}]");
    List<String> answers = session.answers(0).stream().map(bytes -> new String(bytes)).toList();
    assertThat(answers).hasSize(2).allMatch(answer -> answer.contains("\"clientId\":\"abc\""));
    assertThat(answers.get(0)).contains("\"subscription\":\"/terminal\"");

    receive(session, "[{\"channel\":\"/meta/connect\",\"successful\":true}]");
    assertThat(session.answers(0)).hasSize(1);
    assertThatThrownBy(
            () -> receive(session, "[{\"channel\":\"/meta/subscribe\",\"successful\":false}]"))
        .hasMessageContaining("refused");
  }

  /** By the length that Z85 gives to it. */
  @ParameterizedTest
  @CsvSource({"1, 2", "2, 3", "3, 4", "4, 5", "5, 7", "16384, 20480"})
  void bayeux_message_countsWhatIsWithin(int bytes, int characters) {
    Dialect.Session session = new BayeuxDialect("/cometd", "/terminal").open();
    String data = "x".repeat(characters);
    receive(
        session,
        "[{\"ext\":{\"binary\":{}},\"data\":{\"data\":\""
            + data
            + "\",\"meta\":{},\"last\":true},\"channel\":\"/terminal\"}]");
    assertThat(session.payload()).isEqualTo(bytes);
  }

  @Test
  void deflated_fragments_areOneMessage() {
    Dialect.Session session = new DeflatedDialect("/fan", 1_000).open();
    session.begin(10);
    session.goOn(10);
    session.begin(5);
    assertThat(session.payload()).isEqualTo(2_000);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 127", "1, 128", "70000, 16383", "5000000000, 65536"})
  void viewer_frameOfOutput_isAsLargeAsItsEncoding(long offset, int bytes) {
    Output output =
        Output.newBuilder().setOffset(offset).setData(ByteString.copyFrom(new byte[bytes])).build();
    int encoded = ServerFrame.newBuilder().setOutput(output).build().getSerializedSize();
    assertThat(ViewerDialect.frameBytes(offset, bytes)).isEqualTo(encoded);
  }
}
