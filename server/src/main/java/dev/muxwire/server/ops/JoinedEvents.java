package dev.muxwire.server.ops;

/** Tells everything to two listeners, one after the other. */
public record JoinedEvents(ServerEvents first, ServerEvents second) implements ServerEvents {
  @Override
  public void connectionOpened(long connectionId, String principal, String clientName) {
    first.connectionOpened(connectionId, principal, clientName);
    second.connectionOpened(connectionId, principal, clientName);
  }

  @Override
  public void connectionRefused(long connectionId, String code, String message) {
    first.connectionRefused(connectionId, code, message);
    second.connectionRefused(connectionId, code, message);
  }

  @Override
  public void connectionClosed(long connectionId, int closeCode, String reason) {
    first.connectionClosed(connectionId, closeCode, reason);
    second.connectionClosed(connectionId, closeCode, reason);
  }

  @Override
  public void upgradeRefused(int status, String remoteAddress, String reason) {
    first.upgradeRefused(status, remoteAddress, reason);
    second.upgradeRefused(status, remoteAddress, reason);
  }

  @Override
  public void packetReceived(int bytes) {
    first.packetReceived(bytes);
    second.packetReceived(bytes);
  }

  @Override
  public void packetSent(String priority, int bytes) {
    first.packetSent(priority, bytes);
    second.packetSent(priority, bytes);
  }

  @Override
  public void chunkTransfer(String direction) {
    first.chunkTransfer(direction);
    second.chunkTransfer(direction);
  }

  @Override
  public void streamOpened(long connectionId, int streamId, String kind, String workspace) {
    first.streamOpened(connectionId, streamId, kind, workspace);
    second.streamOpened(connectionId, streamId, kind, workspace);
  }

  @Override
  public void streamRefused(long connectionId, int streamId, String code) {
    first.streamRefused(connectionId, streamId, code);
    second.streamRefused(connectionId, streamId, code);
  }

  @Override
  public void streamEnded(
      long connectionId, int streamId, String kind, String workspace, String code) {
    first.streamEnded(connectionId, streamId, kind, workspace, code);
    second.streamEnded(connectionId, streamId, kind, workspace, code);
  }

  @Override
  public void requestReceived(String kind) {
    first.requestReceived(kind);
    second.requestReceived(kind);
  }

  @Override
  public void mutationApplied(long micros) {
    first.mutationApplied(micros);
    second.mutationApplied(micros);
  }

  @Override
  public void mutationRefused(String code) {
    first.mutationRefused(code);
    second.mutationRefused(code);
  }

  @Override
  public void stateReset(long connectionId, int streamId, String workspace) {
    first.stateReset(connectionId, streamId, workspace);
    second.stateReset(connectionId, streamId, workspace);
  }

  @Override
  public void outputSkipped(String reason, long bytes) {
    first.outputSkipped(reason, bytes);
    second.outputSkipped(reason, bytes);
  }

  @Override
  public void outputAppended(int bytes) {
    first.outputAppended(bytes);
    second.outputAppended(bytes);
  }

  @Override
  public void hostConnected(String workspace, String hostId) {
    first.hostConnected(workspace, hostId);
    second.hostConnected(workspace, hostId);
  }

  @Override
  public void hostGone(String workspace, String hostId) {
    first.hostGone(workspace, hostId);
    second.hostGone(workspace, hostId);
  }

  @Override
  public void appendDurable(long nanos) {
    first.appendDurable(nanos);
    second.appendDurable(nanos);
  }

  @Override
  public void storageFailed(String log, String kind, String message) {
    first.storageFailed(log, kind, message);
    second.storageFailed(log, kind, message);
  }

  @Override
  public void backupCreated(long backupId, long bytes, long millis) {
    first.backupCreated(backupId, bytes, millis);
    second.backupCreated(backupId, bytes, millis);
  }

  @Override
  public void backupFailed(String reason) {
    first.backupFailed(reason);
    second.backupFailed(reason);
  }

  @Override
  public void storageLost(String kind, String message) {
    first.storageLost(kind, message);
    second.storageLost(kind, message);
  }

  @Override
  public void tokensReloaded(int count) {
    first.tokensReloaded(count);
    second.tokensReloaded(count);
  }

  @Override
  public void tokensRefused(String reason) {
    first.tokensRefused(reason);
    second.tokensRefused(reason);
  }

  @Override
  public void serverStarted(String uri, String serverName) {
    first.serverStarted(uri, serverName);
    second.serverStarted(uri, serverName);
  }

  @Override
  public void drainBegan(int connections, int graceMs) {
    first.drainBegan(connections, graceMs);
    second.drainBegan(connections, graceMs);
  }

  @Override
  public void serverStopped() {
    first.serverStopped();
    second.serverStopped();
  }

  @Override
  public void taskFailed(String owner, Throwable failure) {
    first.taskFailed(owner, failure);
    second.taskFailed(owner, failure);
  }
}
