package dev.muxwire.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is read back from disk before anybody asks for it. */
final class ReadAheadTest {
  private static final int CELLS = 30;

  private static WrittenOutput written(int cachedCells) {
    WrittenOutput written = new WrittenOutput(cachedCells);
    for (int i = 0; i < CELLS; i++) {
      written.append(new byte[Segment.BYTES]);
    }
    return written;
  }

  private static void load(WrittenOutput written, int cell) {
    written.output().load((long) cell * Segment.BYTES, failure -> assertThat(failure).isNull());
    written.loop().run();
  }

  /** The cells that can be read without the disk. */
  private static List<Integer> inMemory(WrittenOutput written) {
    return IntStream.range(0, CELLS)
        .filter(cell -> written.output().find((long) cell * Segment.BYTES) != null)
        .boxed()
        .toList();
  }

  @Test
  void aReaderThatGoesOn_findsTheNextCellsInMemory() {
    WrittenOutput written = written(1_000);
    load(written, 10);
    assertThat(inMemory(written)).contains(10).doesNotContain(9, 11);
    load(written, 11);
    assertThat(inMemory(written)).contains(10, 11, 12, 13, 14, 15).doesNotContain(9, 16);
  }

  @Test
  void aReaderThatGoesBack_findsTheCellsBeforeInMemory() {
    WrittenOutput written = written(1_000);
    load(written, 11);
    load(written, 10);
    assertThat(inMemory(written)).contains(6, 7, 8, 9, 10, 11).doesNotContain(5, 12);
  }

  @Test
  void atTheBeginning_nothingIsAhead() {
    WrittenOutput written = written(1_000);
    load(written, 1);
    load(written, 0);
    assertThat(inMemory(written)).contains(0, 1).doesNotContain(2);
  }

  @Test
  void aSmallCache_holdsWhatIsAskedForAlone() {
    WrittenOutput written = written(4);
    load(written, 10);
    load(written, 11);
    assertThat(inMemory(written)).doesNotContain(12, 13);
  }
}
