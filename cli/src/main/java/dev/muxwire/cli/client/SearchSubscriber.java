package dev.muxwire.cli.client;

import dev.muxwire.client.SearchEvent;

/** Takes what a search finds. */
public final class SearchSubscriber extends EventSubscriber<SearchEvent> {
  private static final int EVENTS_AHEAD = 128;

  public SearchSubscriber(Handler<SearchEvent> handler) {
    super(handler, EVENTS_AHEAD);
  }
}
