package dev.muxwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
