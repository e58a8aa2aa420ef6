package dev.muxwire.bench.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PiecesTest {
  @Test
  void text_isCutIntoPiecesOfTheSize_allDifferent() {
    List<byte[]> pieces = Pieces.text(1 << 10);

    assertThat(pieces).allSatisfy(piece -> assertThat(piece).hasSize(1 << 10));
    assertThat(pieces.stream().map(String::new).distinct()).hasSameSizeAs(pieces);
  }
}
