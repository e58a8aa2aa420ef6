package dev.muxwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CreditTest {

  @Test
  void limits_areAbsoluteAndNeverShrink() {
    SendCredit credit = new SendCredit(100);
    credit.spend(60);
    credit.raiseTo(150);
    credit.raiseTo(120);
    assertThat(credit.availableBytes()).isEqualTo(90);
    assertThatThrownBy(() -> credit.spend(91)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> credit.raiseTo(-1)).isInstanceOf(ProtocolViolation.class);
  }

  @Test
  void aSenderBeyondItsCredit_isCaught() {
    ReceiveCredit credit = new ReceiveCredit(100, 100);
    credit.received(100);
    assertThatThrownBy(() -> credit.received(1))
        .isInstanceOf(ProtocolViolation.class)
        .hasMessageContaining("101");
  }

  @Test
  void grants_followWhatWasConsumed_atHalfAWindow() {
    ReceiveCredit credit = new ReceiveCredit(100, 100);
    credit.received(80);
    credit.consumed(49);
    assertThat(credit.canRaise()).isTrue();
    assertThat(credit.shouldRaise()).isFalse();
    credit.consumed(1);
    assertThat(credit.shouldRaise()).isTrue();
    assertThat(credit.raise()).isEqualTo(150);
    assertThat(credit.canRaise()).isFalse();
    assertThat(credit.unconsumedBytes()).isEqualTo(30);
  }

  @Test
  void aMessageInChunks_countsOnce_andUntilItIsHandled() {
    ReceiveCredit credit = new ReceiveCredit(100, 100);
    for (int message = 0; message < 20; message++) {
      credit.received(80); // a chunk
      credit.consumed(80); // in reassembly
      credit.reassembled(80);
      credit.received(80);
      assertThat(credit.unconsumedBytes()).isEqualTo(80);
      credit.consumed(80);
      assertThat(credit.raise()).isEqualTo(message * 80L + 180);
    }
  }

  @Test
  void aWindowThatIsUsedUpWithinTwoRoundTrips_grows_toItsLimit() {
    ReceiveCredit credit = new ReceiveCredit(100, 100, 300);
    long nowUs = 1_000;
    long consumed = 0;
    for (int i = 0; i < 5; i++) {
      long half = credit.windowBytes() / 2;
      credit.received(half);
      credit.consumed(half);
      consumed += half;
      nowUs += 1_900;
      assertThat(credit.raise(nowUs, 1_000)).isEqualTo(consumed + credit.windowBytes());
    }
    assertThat(credit.windowBytes()).isEqualTo(300);
  }

  @Test
  void aWindowThatLastsLonger_orWasNotUsed_orOnAnUnknownLink_stays() {
    ReceiveCredit slow = new ReceiveCredit(100, 100, 300);
    ReceiveCredit unused = new ReceiveCredit(100, 100, 300);
    ReceiveCredit unknown = new ReceiveCredit(100, 100, 300);
    for (int i = 1; i < 5; i++) {
      List.of(slow, unknown).forEach(credit -> credit.received(50));
      List.of(slow, unknown).forEach(credit -> credit.consumed(50));
      unused.received(10);
      unused.consumed(10);
      slow.raise(i * 2_000L, 1_000);
      unused.raise(i * 100L, 1_000);
      unknown.raise(i * 100L, 0);
    }
    assertThat(List.of(slow, unused, unknown)).allMatch(credit -> credit.windowBytes() == 100);
  }
}
