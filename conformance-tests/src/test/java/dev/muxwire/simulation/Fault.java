package dev.muxwire.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Trouble, as a value. */
sealed interface Fault {
  /**
   * The client's connection breaks.
   *
   * @param atOnce both ends learn it now, and whatever was on its way is lost; else it breaks
   *     behind so many more bytes each way, in the midst of a packet mostly
   * @param losesUnread what arrived and was not read is lost too
   */
  record Cut(String client, boolean atOnce, long bytesUp, long bytesDown, boolean losesUnread)
      implements Fault {}

  /** Nothing moves on the client's connection for a while. */
  record Stall(String client, long forMs) implements Fault {}

  /** The client's packets vanish, both ways. */
  record HalfOpen(String client) implements Fault {}

  /** The server's machine dies, and comes back. */
  record ServerCrash(long downMs) implements Fault {}

  /** Nothing can be stored for a while. */
  record DiskFull(long forMs) implements Fault {}

  /** Every sync takes long for a while. */
  record DiskSlow(long forMs) implements Fault {}

  /** The client's process dies, and another one takes over its identity. */
  record ClientRestart(String client, long downMs) implements Fault {}

  /** When a fault strikes. */
  record Planned(long atMs, Fault fault) {}

  /** Draws what is to go wrong with these clients. */
  static List<Planned> schedule(SplittableRandom random, List<String> clients, long untilMs) {
    List<Planned> planned = new ArrayList<>();
    int rarity = 1 << random.nextInt(5, 13);
    long atMs = random.nextInt(rarity);
    while (atMs < untilMs) {
      planned.add(new Planned(atMs, draw(random, clients)));
      atMs += 1 + random.nextInt(rarity);
    }
    return planned;
  }

  /** In a frame's head, in a small packet, in one that fills the buffer, or never. */
  private static long bytesToTheBreak(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(8);
      case 1 -> random.nextInt(1_000);
      case 2 -> random.nextInt(100_000);
      default -> Long.MAX_VALUE / 2;
    };
  }

  private static Fault draw(SplittableRandom random, List<String> clients) {
    String client = clients.get(random.nextInt(clients.size()));
    int kind = random.nextInt(100);
    if (kind < 45) {
      return new Cut(
          client,
          random.nextInt(3) == 0,
          bytesToTheBreak(random),
          bytesToTheBreak(random),
          random.nextBoolean());
    } else if (kind < 70) {
      return new Stall(client, random.nextInt(1, 4_000));
    } else if (kind < 75) {
      return new HalfOpen(client);
    } else if (kind < 88) {
      return new ServerCrash(random.nextInt(1, 3_000));
    } else if (kind < 90) {
      return new DiskFull(random.nextInt(1, 2_000));
    } else if (kind < 92) {
      return new DiskSlow(random.nextInt(1, 3_000));
    }
    return new ClientRestart(client, random.nextInt(1, 2_000));
  }
}
