package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceView;

/** For commands that fill a workspace: one that is not there is made. */
final class WorkspaceOrNew {
  private WorkspaceOrNew() {}

  /** The workspace as it is now. */
  static WorkspaceView view(ServerSession session) {
    try {
      return session.view(SubscribeOptions.all());
    } catch (CommandFailure e) {
      if (e.exitCode() != ExitCode.NOT_FOUND) {
        throw e;
      }
      session.createWorkspaceIfMissing();
      return session.view(SubscribeOptions.all());
    }
  }
}
