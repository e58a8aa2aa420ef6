package dev.muxwire.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.GetStatus;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.server.ops.ServerEvents;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import org.junit.jupiter.api.Test;

class FailedTaskTest {
  private static final int INTERNAL = 1011;

  private final FuzzTime time = new FuzzTime();
  private final FuzzedServer server =
      new FuzzedServer(time, new MemoryLogStore(), new OverflowingEvents());

  /** Has no stack left for a request. */
  private static final class OverflowingEvents implements ServerEvents {
    @Override
    public void requestReceived(String kind) {
      throw new StackOverflowError("for a test");
    }
  }

  @Test
  void anError_inAConnectionsTask_endsThatConnectionWithInternal() {
    FuzzedPeer unlucky = greeted();
    FuzzedPeer other = greeted();
    unlucky.takeFrames();

    unlucky.send(ClientFrame.newBuilder().setGetStatus(GetStatus.newBuilder().setRequestSeq(1)));
    assertThatThrownBy(() -> time.passMs(10)) // whoever owns the loop logs it
        .isInstanceOf(StackOverflowError.class);
    time.passMs(10);

    assertThat(unlucky.closeCode()).isEqualTo(INTERNAL);
    assertThat(unlucky.takeFrames().stream().map(ServerFrame::getError))
        .anyMatch(error -> error.getCode() == ErrorCode.ERROR_CODE_INTERNAL);
    assertThat(other.isAnswered()).isTrue();
    assertThat(other.closeCode()).isZero();
  }

  private FuzzedPeer greeted() {
    FuzzedPeer peer = server.connect();
    time.passMs(1);
    peer.hello();
    time.passMs(10);
    return peer;
  }
}
