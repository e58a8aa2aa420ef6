package dev.muxwire.client.internal.core;

import dev.muxwire.client.ServerStatus;
import dev.muxwire.proto.v1.ConnectionStatus;
import dev.muxwire.proto.v1.HostStatus;
import dev.muxwire.proto.v1.StreamKind;
import dev.muxwire.proto.v1.StreamStatus;
import dev.muxwire.proto.v1.TerminalStatus;
import dev.muxwire.proto.v1.WorkspaceStatus;

/** A server's status, from the wire's types to the public ones. */
final class Statuses {
  private Statuses() {}

  static ServerStatus decode(dev.muxwire.proto.v1.ServerStatus status) {
    return new ServerStatus(
        status.getServerName(),
        status.getServerEpoch(),
        status.getStartedAtMs(),
        status.getOwnConnectionsOnly(),
        status.getConnectionsList().stream().map(Statuses::connection).toList(),
        status.getWorkspacesList().stream().map(Statuses::workspace).toList());
  }

  private static ServerStatus.Connection connection(ConnectionStatus status) {
    return new ServerStatus.Connection(
        status.getConnectionId(),
        status.getPrincipal(),
        status.getClientName(),
        status.getClientId(),
        status.getRemoteAddress(),
        status.getOpenedAtMs(),
        Integer.toUnsignedLong(status.getRoundTripUs()),
        status.getReceivedBytes(),
        status.getSentBytes(),
        status.getConfirmedBytes(),
        status.getWritePending(),
        status.getStreamsList().stream().map(Statuses::stream).toList());
  }

  private static ServerStatus.Stream stream(StreamStatus status) {
    return new ServerStatus.Stream(
        Integer.toUnsignedLong(status.getStreamId()),
        kind(status.getKind()),
        status.getWorkspace(),
        status.getTerminalId(),
        status.getHostId(),
        status.getSentBytes(),
        status.getCreditBytes(),
        status.getPaused(),
        status.getLag());
  }

  private static ServerStatus.StreamKind kind(StreamKind kind) {
    return switch (kind) {
      case STREAM_KIND_STATE -> ServerStatus.StreamKind.STATE;
      case STREAM_KIND_TERMINAL -> ServerStatus.StreamKind.TERMINAL;
      case STREAM_KIND_SCROLLBACK -> ServerStatus.StreamKind.SCROLLBACK;
      case STREAM_KIND_SEARCH -> ServerStatus.StreamKind.SEARCH;
      case STREAM_KIND_HOST -> ServerStatus.StreamKind.HOST;
      case STREAM_KIND_PUBLISH -> ServerStatus.StreamKind.PUBLISH;
      case STREAM_KIND_UNSPECIFIED, UNRECOGNIZED -> ServerStatus.StreamKind.UNKNOWN;
    };
  }

  private static ServerStatus.Workspace workspace(WorkspaceStatus status) {
    return new ServerStatus.Workspace(
        status.getWorkspace(),
        status.getRevision(),
        status.getEntities(),
        status.getTerminalsList().stream().map(Statuses::terminal).toList(),
        status.getHostsList().stream().map(Statuses::host).toList());
  }

  private static ServerStatus.Terminal terminal(TerminalStatus status) {
    return new ServerStatus.Terminal(
        status.getTerminalId(),
        status.getHostId(),
        status.getLogEpoch(),
        status.getRetainedFrom(),
        status.getEnd(),
        status.getDurableEnd(),
        status.getViewers(),
        status.getReachable(),
        status.getExited(),
        Converters.size(status.getSize()),
        Converters.policy(status.getSizePolicy()),
        status.getRetentionBytes(),
        status.getWaitForReaders(),
        status.getOutputWaits());
  }

  private static ServerStatus.Host host(HostStatus status) {
    return new ServerStatus.Host(
        status.getHostId(),
        status.getInstance(),
        status.getConnectionId(),
        status.getRunningTerminals());
  }
}
