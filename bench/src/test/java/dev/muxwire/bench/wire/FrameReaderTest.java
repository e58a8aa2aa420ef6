package dev.muxwire.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
  private final Dialect.Session session = new MessageDialect("/").open();
  private final FrameReader reader = new FrameReader(session);

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100_000})
  void messages_ofAllLengths_areCountedOnceEach_aroundPings(int pieceBytes) {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    frame(sent, 0x82, 5);
    frame(sent, 0x89, 3); // a ping
    frame(sent, 0x81, 300);
    frame(sent, 0x02, 10); // in two fragments
    frame(sent, 0x80, 20);
    frame(sent, 0x82, 70_000);
    byte[] all = sent.toByteArray();
    for (int at = 0; at < all.length; at += pieceBytes) {
      reader.read(ByteBuffer.wrap(all, at, Math.min(pieceBytes, all.length - at)));
    }

    assertThat(session.payload()).isEqualTo(4);
    assertThat(reader.received()).isEqualTo(5 + 300 + 10 + 20 + 70_000);
  }

  @Test
  void close_isAFailure() {
    assertThatThrownBy(() -> reader.read(ByteBuffer.wrap(new byte[] {(byte) 0x88, 0})))
        .isInstanceOf(IllegalStateException.class);
  }

  private static void frame(ByteArrayOutputStream to, int first, int bytes) {
    ByteBuffer header = ByteBuffer.allocate(10).put((byte) first);
    if (bytes < 126) {
      header.put((byte) bytes);
    } else if (bytes < 1 << 16) {
      header.put((byte) 126).putShort((short) bytes);
    } else {
      header.put((byte) 127).putLong(bytes);
    }
    to.write(header.array(), 0, header.position());
    to.write(new byte[bytes], 0, bytes);
  }
}
