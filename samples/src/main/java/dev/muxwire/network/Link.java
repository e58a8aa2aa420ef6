package dev.muxwire.network;

import dev.muxwire.network.Cut.Ending;

/**
 * What one connection goes through, each way.
 *
 * @param toServer for the bytes that the client sends
 * @param toClient for the bytes that the server sends
 */
public record Link(Conditions toServer, Conditions toClient) {
  /** One that does nothing but pass bytes on. */
  public static final Link PERFECT = both(Conditions.PERFECT);

  /** The same both ways. */
  public static Link both(Conditions conditions) {
    return new Link(conditions, conditions);
  }

  /** Reset after so many bytes of either direction. */
  public static Link cutAt(long atByte) {
    return both(Conditions.PERFECT.cutAt(atByte, Ending.RESET));
  }

  /** This with other conditions for what the client sends. */
  public Link toServer(Conditions conditions) {
    return new Link(conditions, toClient);
  }

  /** This with other conditions for what the server sends. */
  public Link toClient(Conditions conditions) {
    return new Link(toServer, conditions);
  }
}
