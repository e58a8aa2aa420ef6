package dev.muxwire.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.FakeWorkspace;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GuardedEditTest {
  private static final MutationResult DONE = new MutationResult(9, 2);

  private final AtomicInteger reads = new AtomicInteger();
  private int conflicts;

  /** A workspace in which somebody else is faster so many times. */
  private MutationResult edit(int howOften, ErrorCode code, boolean mayTryAgain) {
    GuardedEdit edit =
        new GuardedEdit(
            () -> {
              reads.incrementAndGet();
              return new FakeWorkspace();
            },
            mutation -> {
              if (conflicts++ < howOften) {
                throw new CommandFailure(
                    ExitCode.REFUSED, "refused", new MuxwireException(code, "not now"));
              }
              return DONE;
            });
    return edit.run(view -> Mutation.builder().base(view).remove("p").build(), mayTryAgain);
  }

  @Test
  void conflict_isTriedAgain_fromWhatIsThereThen() {
    assertThat(edit(3, ErrorCode.PRECONDITION_FAILED, true)).isEqualTo(DONE);
    assertThat(reads).hasValue(4);
  }

  @Test
  void conflictWithoutEnd_isRefused_inWords() {
    assertThatThrownBy(() -> edit(1_000, ErrorCode.STALE_BASE, true))
        .hasMessageContaining("all the time")
        .extracting(failure -> ((CommandFailure) failure).exitCode())
        .isEqualTo(ExitCode.REFUSED);
    assertThat(reads).hasValue(GuardedEdit.MOST_TRIES);
  }

  @Test
  void otherFailures_andWhatTheUserGuards_areNotTriedAgain() {
    assertThatThrownBy(() -> edit(1, ErrorCode.FORBIDDEN, true)).hasMessage("refused");
    assertThatThrownBy(() -> edit(2, ErrorCode.PRECONDITION_FAILED, false)).hasMessage("refused");
    assertThat(reads).hasValue(2);
  }
}
