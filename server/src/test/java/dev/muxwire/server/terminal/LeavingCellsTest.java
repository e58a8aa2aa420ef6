package dev.muxwire.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What becomes of output that leaves the memory of the latest. */
final class LeavingCellsTest {
  private final WrittenOutput written = new WrittenOutput();
  private final OutputCursor cursor = new OutputCursor(written.output(), 0);

  private void follow() {
    written.output().followedBy((from, to) -> cursor.position() >= from && cursor.position() < to);
  }

  private void appendCells(int count) {
    for (int i = 0; i < count; i++) {
      byte[] cell = new byte[Segment.BYTES];
      java.util.Arrays.fill(cell, (byte) (written.output().end() / Segment.BYTES));
      written.append(cell);
    }
  }

  @Test
  void aCell_thatAReaderIsAboutToRead_isReadWithoutTheDisk() {
    follow();
    appendCells(5);
    for (int cell = 0; cell < 5; cell++) {
      assertThat(cursor.next(Segment.BYTES))
          .isInstanceOfSatisfying(
              OutputCursor.Data.class,
              data -> {
                assertThat(data.length()).isEqualTo(Segment.BYTES);
                assertThat(data.array()[0]).isEqualTo((byte) (data.offset() / Segment.BYTES));
              });
    }
    assertThat(cursor.next(1)).isInstanceOf(OutputCursor.AtEnd.class);
  }

  @Test
  void aCell_thatNobodyIsNear_isOnDiskAlone() {
    appendCells(5);
    assertThat(cursor.next(1)).isInstanceOf(OutputCursor.NotLoaded.class);
  }

  @Test
  void aReaderThatStandsStill_keepsNoMoreThanIsNearIt() {
    follow();
    appendCells(40);
    assertThat(written.output().find(30L * Segment.BYTES)).isNull();
  }

  @Test
  void aCellThatIsKept_isForgottenWhenItIsErased() {
    follow();
    appendCells(3);
    written.purge(Segment.BYTES);
    assertThat(written.output().find(0)).isNull();
  }
}
