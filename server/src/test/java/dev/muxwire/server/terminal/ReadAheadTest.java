package dev.muxwire.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is read back from disk before anybody asks for it. */
final class ReadAheadTest {
  private static final int CELLS = 60;

  private static WrittenOutput written(int cachedCells) {
    WrittenOutput written = new WrittenOutput(cachedCells);
    for (int i = 0; i < CELLS; i++) {
      byte[] cell = new byte[Segment.BYTES];
      cell[0] = (byte) i;
      written.append(cell);
    }
    return written;
  }

  private static void load(WrittenOutput written, int cell) {
    written.output().load(offset(cell), failure -> assertThat(failure).isNull());
    written.loop().run();
  }

  private static long offset(int cell) {
    return (long) cell * Segment.BYTES;
  }

  /** The cells that can be read without the disk. */
  private static List<Integer> inMemory(WrittenOutput written) {
    return IntStream.range(0, CELLS)
        .filter(cell -> written.output().find(offset(cell)) != null)
        .filter(cell -> cell < CELLS - 2) // the latest are there anyway
        .boxed()
        .toList();
  }

  private static List<Integer> cells(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().toList();
  }

  /** Reads a cell from its beginning to its end. */
  private static void read(WrittenOutput written, OutputCursor cursor) {
    int cell = (int) (cursor.position() / Segment.BYTES);
    assertThat(cursor.next(Segment.BYTES))
        .isInstanceOfSatisfying(
            OutputCursor.Data.class,
            data -> {
              assertThat(data.length()).isEqualTo(Segment.BYTES);
              assertThat(data.array()[0]).isEqualTo((byte) cell);
            });
    written.loop().run();
  }

  private static void goBack(WrittenOutput written, int cell) {
    written.output().readBack(offset(cell));
    written.loop().run();
  }

  @Test
  void whoReadsOneCell_getsThatAlone() {
    WrittenOutput written = written(2_000);
    load(written, 10);
    assertThat(inMemory(written)).containsExactly(10);
  }

  @Test
  void aReaderThatGoesOn_findsTheNextCellsInMemory() {
    WrittenOutput written = written(2_000);
    OutputCursor cursor = new OutputCursor(written.output(), offset(10));
    load(written, 10);
    read(written, cursor);
    assertThat(inMemory(written)).isEqualTo(cells(10, 18));
    read(written, cursor);
    assertThat(inMemory(written)).as("a run more").isEqualTo(cells(10, 26));
    for (int cell = 12; cell < CELLS; cell++) {
      read(written, cursor);
    }
    assertThat(inMemory(written)).isEqualTo(cells(10, CELLS - 3));
    assertThat(cursor.next(1)).isInstanceOf(OutputCursor.AtEnd.class);
  }

  @Test
  void whoReadsUpToAPlace_hasNothingReadBehindIt() {
    WrittenOutput written = written(2_000);
    OutputCursor cursor = new OutputCursor(written.output(), offset(10), offset(12) + 1);
    load(written, 10);
    read(written, cursor);
    read(written, cursor);
    assertThat(inMemory(written)).isEqualTo(cells(10, 12));
  }

  @Test
  void whoStopsAtTheEndOfACell_hasNothingReadAhead() {
    WrittenOutput written = written(2_000);
    OutputCursor cursor = new OutputCursor(written.output(), offset(10), offset(11));
    load(written, 10);
    read(written, cursor);
    assertThat(inMemory(written)).containsExactly(10);
  }

  @Test
  void aReaderThatGoesBack_findsTheCellsBeforeInMemory() {
    WrittenOutput written = written(2_000);
    goBack(written, 20);
    assertThat(inMemory(written)).isEqualTo(cells(13, 20));
    goBack(written, 19);
    assertThat(inMemory(written)).isEqualTo(cells(5, 20));
  }

  @Test
  void atTheBeginning_nothingIsAhead() {
    WrittenOutput written = written(2_000);
    goBack(written, 1);
    assertThat(inMemory(written)).isEqualTo(cells(0, 1));
  }

  @Test
  void whatWasGivenUp_isNotRead() {
    WrittenOutput written = written(2_000);
    written.trim(offset(17) + 1);
    goBack(written, 19);
    assertThat(written.output().find(offset(17))).as("the beginning is gone").isNull();
    assertThat(written.output().find(offset(17) + 1)).isNotNull();
    assertThat(inMemory(written)).isEqualTo(cells(18, 19));
  }

  @Test
  void whatIsErasedWhileItIsRead_isReadWithout() {
    WrittenOutput written = written(2_000);
    written.output().readBack(offset(19));
    written.purge(offset(15) + 1);
    written.loop().run();
    assertThat(written.output().find(offset(15))).isNull();
    OutputCursor cursor = new OutputCursor(written.output(), offset(16));
    load(written, 16);
    read(written, cursor);
    assertThat(cursor.position()).isEqualTo(offset(17));
  }

  @Test
  void cellsAroundAHole_areReadFromEitherSide() {
    WrittenOutput written = new WrittenOutput(2_000);
    written.append(new byte[Segment.BYTES + 10]);
    written.hole(3 * Segment.BYTES);
    for (int i = 0; i < 20; i++) {
      written.append(new byte[Segment.BYTES]);
    }
    OutputCursor cursor = new OutputCursor(written.output(), 0);
    long bytes = 0;
    long missing = 0;
    while (cursor.lagBytes() > 0) {
      OutputCursor.Step step = cursor.next(Segment.BYTES);
      if (step instanceof OutputCursor.Data data) {
        bytes += data.length();
      } else if (step instanceof OutputCursor.Missing met) {
        missing += met.gap().to() - met.gap().from();
      } else {
        cursor.load(failure -> assertThat(failure).isNull());
        written.loop().run();
      }
    }
    assertThat(bytes).isEqualTo(21L * Segment.BYTES + 10);
    assertThat(missing).isEqualTo(3L * Segment.BYTES);
  }

  @Test
  void aSmallCache_holdsWhatIsAskedForAlone() {
    WrittenOutput written = written(4);
    OutputCursor cursor = new OutputCursor(written.output(), offset(10));
    load(written, 10);
    read(written, cursor);
    assertThat(inMemory(written)).doesNotContain(11, 12, 13);
  }
}
