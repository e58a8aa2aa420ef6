package dev.muxwire.cli.command;

import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.client.TerminalFinder;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.SubscribeOptions;

/** The terminals that a user's words may mean. */
final class TerminalArgument {
  private TerminalArgument() {}

  /** Knows the workspace's terminals as they are now. */
  static TerminalFinder finder(ServerSession session) {
    return new TerminalFinder(
        session.view(SubscribeOptions.builder().kinds(EntityKind.TERMINAL).build()));
  }
}
