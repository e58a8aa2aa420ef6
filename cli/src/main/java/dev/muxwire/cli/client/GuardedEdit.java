package dev.muxwire.cli.client;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.WorkspaceView;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Changes what was read, on the condition that it is still so. When somebody was faster, the change
 * is made anew from what there is then: a few times, for a workspace may change without end.
 */
public final class GuardedEdit {
  static final int MOST_TRIES = 8;

  private final Supplier<WorkspaceView> read;
  private final Function<Mutation, MutationResult> send;

  /**
   * An edit.
   *
   * @param read reads the workspace as it is now
   * @param send sends a change and waits; fails with a {@link CommandFailure} that has the SDK's
   *     failure as cause
   */
  public GuardedEdit(Supplier<WorkspaceView> read, Function<Mutation, MutationResult> send) {
    this.read = read;
    this.send = send;
  }

  /**
   * Runs it.
   *
   * @param plan makes the change from what was read; asked again for every try
   * @param mayTryAgain false if the user said what must be there
   */
  public MutationResult run(Function<WorkspaceView, Mutation> plan, boolean mayTryAgain) {
    for (int tries = 1; ; tries++) {
      try {
        return send.apply(plan.apply(read.get()));
      } catch (CommandFailure e) {
        if (!mayTryAgain || !isConflict(e)) {
          throw e;
        }
        if (tries == MOST_TRIES) {
          throw new CommandFailure(
              ExitCode.REFUSED,
              "others change it all the time: tried %d times. Run the command again."
                  .formatted(tries),
              e);
        }
      }
    }
  }

  private static boolean isConflict(CommandFailure failure) {
    return failure.getCause() instanceof MuxwireException known
        && (known.code() == ErrorCode.PRECONDITION_FAILED || known.code() == ErrorCode.STALE_BASE);
  }
}
