package dev.muxwire.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Subscribe;
import dev.muxwire.wire.ProtocolLimits;
import dev.muxwire.wire.ProtocolViolation;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a stream may ask for is bounded, since the server keeps it. */
final class FilterLimitTest {
  @Test
  void allFocusIdsOfFullLength_fit() {
    Subscribe.Builder subscribe = Subscribe.newBuilder().setWorkspace("main");
    IntStream.range(0, ProtocolLimits.FOCUS_IDS)
        .forEach(i -> subscribe.addFocusIds("%064d".formatted(i)));
    assertThat(StateRequests.filter(subscribe.build()).focusIds())
        .hasSize(ProtocolLimits.FOCUS_IDS);
  }

  @Test
  void aSubscribeThatIsTooLarge_isRefused_withItsLimit() {
    Subscribe huge = Subscribe.newBuilder().addFocusIds("x".repeat(1 << 20)).build();
    assertThatThrownBy(() -> StateRequests.filter(huge))
        .isInstanceOfSatisfying(
            ProtocolViolation.class,
            violation ->
                assertThat(violation.code()).isEqualTo(ErrorCode.ERROR_CODE_LIMIT_EXCEEDED))
        .hasMessageContaining("32768 bytes");
  }
}
