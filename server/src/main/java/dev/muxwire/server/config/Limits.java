package dev.muxwire.server.config;

import dev.muxwire.wire.ProtocolLimits;

/**
 * Every bound of the server, in one place; a number's unit ends its name.
 *
 * @param maxPacketBytes the largest packet, both ways; 4 KiB to 1 MiB
 * @param maxMessageBytes the largest reassembled message
 * @param connectionReservationBytes what reassembly may hold for one connection
 * @param serverReservationBytes what reassembly may hold in all; a quarter of it for one principal
 * @param maxStreams open streams of a connection
 * @param maxRequests requests of a connection without a result
 * @param maxConnectionsPerPrincipal open connections of one principal
 * @param maxPendingHandshakes connections without a Hello yet
 * @param handshakeMs from the upgrade to the Hello
 * @param pingIntervalMs how often clients are told to ping
 * @param silenceMs of nothing received, with no write pending, that ends a connection
 * @param terminalRetentionBytes output kept on disk for a terminal that asked for nothing else
 * @param terminalTailBytes output of a terminal kept in memory for those that follow it
 * @param blockCacheBytes output read back from disk and kept in memory, all terminals together
 * @param publishWindowBytes output of a terminal on its way from the host that is not durable yet
 * @param inputWindowBytes input of a viewer that its host has not acknowledged
 * @param rememberedClients clients whose request results a workspace remembers
 * @param tombstones removed entities that a workspace remembers, so that cursors can learn of them
 * @param heldTombstones further ones, remembered as long as a reader that is connected has not been
 *     told of them
 * @param partCacheBytes encoded parts of states that readers share, all workspaces together
 * @param checkpointLogBytes how far a workspace's state log may always grow before the state is
 *     written anew, so that a start need not read all history
 * @param maxSearchesPerPrincipal searches of one principal at once
 * @param killAfterMs how long a closed terminal may ignore the hang-up before it is killed
 * @param requiredLagBytes how far a required viewer may be behind before the program waits for it
 */
public record Limits(
    int maxPacketBytes,
    long maxMessageBytes,
    long connectionReservationBytes,
    long serverReservationBytes,
    int maxStreams,
    int maxRequests,
    int maxConnectionsPerPrincipal,
    int maxPendingHandshakes,
    int handshakeMs,
    int pingIntervalMs,
    int silenceMs,
    long terminalRetentionBytes,
    int terminalTailBytes,
    long blockCacheBytes,
    long publishWindowBytes,
    long inputWindowBytes,
    int rememberedClients,
    int tombstones,
    int heldTombstones,
    long partCacheBytes,
    long checkpointLogBytes,
    int maxSearchesPerPrincipal,
    int killAfterMs,
    long requiredLagBytes) {

  private static final long MIB = 1024 * 1024;

  /** The defaults of the design. */
  public static final Limits DEFAULT =
      new Limits(
          ProtocolLimits.DEFAULT_PACKET_BYTES,
          ProtocolLimits.DEFAULT_MESSAGE_BYTES,
          16 * MIB,
          64 * MIB,
          ProtocolLimits.DEFAULT_STREAMS,
          ProtocolLimits.DEFAULT_REQUESTS,
          64,
          256,
          ProtocolLimits.HANDSHAKE_MS,
          ProtocolLimits.PING_INTERVAL_MS,
          ProtocolLimits.SILENCE_MS,
          64 * MIB,
          (int) MIB,
          64 * MIB,
          MIB,
          MIB,
          10_000,
          10_000,
          40_000,
          16 * MIB,
          4 * MIB,
          8,
          5_000,
          MIB);

  public Limits {
    if (maxPacketBytes < ProtocolLimits.MIN_PACKET_BYTES
        || maxPacketBytes > ProtocolLimits.MAX_PACKET_BYTES) {
      throw new IllegalArgumentException(
          "maxPacketBytes must be 4 KiB to 1 MiB, not " + maxPacketBytes);
    }
  }

  /** What one principal may reserve of {@link #serverReservationBytes}. */
  public long principalReservationBytes() {
    return serverReservationBytes / 4;
  }

  /** The byte limit that every stream starts with. */
  public long initialCreditBytes() {
    return ProtocolLimits.initialCreditBytes(maxPacketBytes);
  }
}
