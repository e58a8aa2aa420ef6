package dev.muxwire.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.InputKind;
import dev.muxwire.wire.ProtocolViolation;
import org.junit.jupiter.api.Test;

class InputWindowTest {
  private final InputWindow window = new InputWindow();

  private static InputItem input(long seq) {
    return new InputItem(
        new InputKey("client", 1), seq, InputKind.INPUT_KIND_TYPED, ByteString.copyFromUtf8("x"));
  }

  @Test
  void inputBehindAGap_isRefused() {
    window.take(input(1));

    assertThatThrownBy(() -> window.take(input(3))).isInstanceOf(ProtocolViolation.class);
  }

  /** The server restarted: the viewer began to send again what the host had long written. */
  @Test
  void inputBehindWhatTheHostHasWritten_isTaken_thoughTheWindowNeverSawThat() {
    window.take(input(1));
    window.acknowledge(3);

    assertThat(window.take(input(2))).isFalse();
    assertThat(window.take(input(4))).isTrue();
    assertThat(window.unacknowledged()).extracting(InputItem::seq).containsExactly(4L);
  }
}
