package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.client.TerminalSubscriber;
import java.io.IOException;
import java.util.concurrent.ExecutionException;

/** Waits for the end of a terminal's output. */
final class Reading {
  private Reading() {}

  /** Without a limit of time: history may be large, and following has no end. */
  static void await(ServerSession session, TerminalSubscriber subscriber)
      throws InterruptedException {
    try {
      subscriber.ended().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw new CommandFailure(
            ExitCode.FAILURE, "cannot write the output: " + failure.getMessage(), failure);
      }
      throw session.failure("read the terminal's output", e);
    }
  }
}
