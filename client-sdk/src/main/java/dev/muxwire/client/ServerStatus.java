package dev.muxwire.client;

import java.util.List;

/**
 * What a server was doing when it was asked: each part as it stood at one moment, not all at the
 * same one.
 *
 * @param serverName the program, for people: "muxwire/0.1.0"
 * @param serverEpoch changes with every start of the server
 * @param startedAtMs milliseconds since the Unix epoch
 * @param ownConnectionsOnly true: connections of other principals were left out
 * @param connections by their number
 * @param workspaces those that the token may read, by name
 */
public record ServerStatus(
    String serverName,
    long serverEpoch,
    long startedAtMs,
    boolean ownConnectionsOnly,
    List<Connection> connections,
    List<Workspace> workspaces) {

  public ServerStatus {
    connections = List.copyOf(connections);
    workspaces = List.copyOf(workspaces);
  }

  /**
   * One connection, seen from the server.
   *
   * @param connectionId as in the server's log; unique until the server starts again
   * @param principal the token's name
   * @param clientName what the client calls itself
   * @param clientId the identity that the server gave it
   * @param remoteAddress address and port of the network's other end; a proxy's, if one is between
   * @param openedAtMs milliseconds since the Unix epoch
   * @param roundTripMicros as the client measured it last; 0 = not known yet
   * @param receivedBytes of packets that arrived at the server
   * @param sentBytes of packets that were handed to the socket
   * @param confirmedBytes of these, what the client told to have received
   * @param writePending true: the socket takes nothing at the moment; a packet waits for it
   * @param streams those that are open, by their number
   */
  public record Connection(
      long connectionId,
      String principal,
      String clientName,
      String clientId,
      String remoteAddress,
      long openedAtMs,
      long roundTripMicros,
      long receivedBytes,
      long sentBytes,
      long confirmedBytes,
      boolean writePending,
      List<Stream> streams) {

    public Connection {
      streams = List.copyOf(streams);
    }
  }

  /**
   * One open stream of a connection.
   *
   * @param streamId unique on its connection
   * @param kind what it carries
   * @param workspace its workspace
   * @param terminalId of terminal, scrollback, search and publish streams; else empty
   * @param hostId of host and publish streams; else empty
   * @param sentBytes sent to the client, as far as they count against credit
   * @param creditBytes what the client's credit still allows
   * @param paused true: the client paused it
   * @param lag how far it is behind its log: bytes of a terminal's output, revisions of a
   *     workspace's state; else 0
   */
  public record Stream(
      long streamId,
      StreamKind kind,
      String workspace,
      String terminalId,
      String hostId,
      long sentBytes,
      long creditBytes,
      boolean paused,
      long lag) {}

  /** What a stream carries. */
  public enum StreamKind {
    /** A workspace's state, or its presence. */
    STATE,
    /** A terminal's output, and the way back for input. */
    TERMINAL,
    /** A terminal's history. */
    SCROLLBACK,
    /** What was found in a terminal's history. */
    SEARCH,
    /** The registration of a host. */
    HOST,
    /** A host's side of one terminal. */
    PUBLISH,
    /** A kind that this SDK does not know. */
    UNKNOWN
  }

  /**
   * One workspace.
   *
   * @param name its name
   * @param revision the latest durable one
   * @param entities how many there are
   * @param terminals by id
   * @param hosts those that are connected, by id
   */
  public record Workspace(
      String name, long revision, int entities, List<Terminal> terminals, List<Host> hosts) {

    public Workspace {
      terminals = List.copyOf(terminals);
      hosts = List.copyOf(hosts);
    }
  }

  /**
   * One terminal's log.
   *
   * @param terminalId its id
   * @param hostId the host that runs it
   * @param logEpoch the log's epoch
   * @param retainedFrom the oldest offset that can be had
   * @param end the offset after the last byte
   * @param durableEnd the offset up to which output survives the end of the server
   * @param viewers attachments that are open on it
   * @param reachable true: its host publishes it
   * @param exited true: its program ended
   * @param size its size
   * @param sizePolicy whose size that is
   * @param retentionBytes output kept
   * @param waitForReaders true: its program waits for viewers that are required
   * @param outputWaits true: it does so now
   */
  public record Terminal(
      String terminalId,
      String hostId,
      long logEpoch,
      long retainedFrom,
      long end,
      long durableEnd,
      int viewers,
      boolean reachable,
      boolean exited,
      TerminalSize size,
      SizePolicy sizePolicy,
      long retentionBytes,
      boolean waitForReaders,
      boolean outputWaits) {}

  /**
   * One connected host.
   *
   * @param hostId its id
   * @param instance new with every start of the host
   * @param connectionId the connection it came on
   * @param runningTerminals of its terminals, those whose programs run
   */
  public record Host(String hostId, String instance, long connectionId, int runningTerminals) {}
}
