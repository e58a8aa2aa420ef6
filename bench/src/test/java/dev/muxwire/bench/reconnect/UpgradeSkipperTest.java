package dev.muxwire.bench.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpgradeSkipperTest {
  private static final String HEAD = "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n";
  private static final int BEHIND = 7;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 1000})
  void bytesBehindTheHead_areCounted_inWhateverPiecesTheyCome(int pieceBytes) {
    byte[] all = (HEAD + "\r\n\r\nabc").getBytes(StandardCharsets.US_ASCII);
    UpgradeSkipper skipper = new UpgradeSkipper();
    int skipped = 0;
    for (int at = 0; at < all.length; at += pieceBytes) {
      int count = Math.min(pieceBytes, all.length - at);
      byte[] piece = new byte[count];
      System.arraycopy(all, at, piece, 0, count);
      skipped += skipper.skip(piece, count);
    }

    assertThat(skipped).isEqualTo(HEAD.length());
    assertThat(skipper.bytes()).isEqualTo(BEHIND);
  }
}
