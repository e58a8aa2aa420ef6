package dev.muxwire.cli.client;

import dev.muxwire.client.TerminalEvent;

/** Takes a terminal's events. */
public final class TerminalSubscriber extends EventSubscriber<TerminalEvent> {
  private static final int EVENTS_AHEAD = 32;

  public TerminalSubscriber(Handler<TerminalEvent> handler) {
    super(handler, EVENTS_AHEAD);
  }
}
