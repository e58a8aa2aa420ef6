package dev.muxwire.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FeedTest {
  private static final byte[] FIRST = {1};
  private static final byte[] SECOND = {2};

  private final Feed feed = new Feed();

  private static final class Reader implements Feed.Outlet {
    private final List<byte[]> got = new ArrayList<>();
    private int room;

    @Override
    public boolean hasRoom() {
      return room > 0;
    }

    @Override
    public void send(byte[] piece) {
      room--;
      got.add(piece);
    }
  }

  @Test
  void reader_withoutRoom_getsNothingAndHoldsUpNobody() {
    Reader slow = new Reader();
    Reader fast = new Reader();
    Feed.Cursor slowCursor = feed.reader(slow);
    feed.reader(fast);
    fast.room = 10;
    feed.print(List.of(FIRST, SECOND), 3, 2);
    assertThat(fast.got).containsExactly(FIRST, SECOND, FIRST);
    assertThat(slow.got).isEmpty();

    slow.room = 2;
    slowCursor.advance();
    assertThat(slow.got).containsExactly(FIRST, SECOND);
    slow.room = 5;
    slowCursor.advance();
    assertThat(slow.got).containsExactly(FIRST, SECOND, FIRST);
  }

  @Test
  void reader_thatComesLater_getsWhatIsPrintedFromThenOn() {
    feed.print(List.of(FIRST), 4, 0);
    Reader late = new Reader();
    late.room = 10;
    feed.reader(late);
    feed.print(List.of(SECOND), 1, 1);
    assertThat(late.got).containsExactly(SECOND);
  }

  @Test
  void reader_thatAdvancesWithinSend_keepsTheOrder() {
    List<byte[]> got = new ArrayList<>();
    Feed.Cursor[] self = new Feed.Cursor[1];
    self[0] =
        feed.reader(
            new Feed.Outlet() {
              @Override
              public boolean hasRoom() {
                return true;
              }

              @Override
              public void send(byte[] piece) {
                got.add(piece);
                self[0].advance();
              }
            });
    feed.print(List.of(FIRST, SECOND), 2, 1);
    assertThat(got).containsExactly(FIRST, SECOND);
  }
}
