package dev.muxwire.server.ops;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes events to the log, a line each: what happened, and to what, as key and value. */
public final class LoggedEvents implements ServerEvents {
  private static final Logger LOG = LoggerFactory.getLogger("dev.muxwire.server");
  private static final String IN_GOOD_ORDER = "NONE";

  @Override
  public void connectionOpened(long connectionId, String principal, String clientName) {
    LOG.atInfo()
        .addKeyValue("id", connectionId)
        .addKeyValue("principal", principal)
        .addKeyValue("client", clientName)
        .log("connection opened");
  }

  @Override
  public void connectionRefused(long connectionId, String code, String message) {
    LOG.atWarn()
        .addKeyValue("id", connectionId)
        .addKeyValue("code", code)
        .addKeyValue("message", message)
        .log("connection refused");
  }

  @Override
  public void connectionClosed(long connectionId, int closeCode, String reason) {
    LOG.atInfo()
        .addKeyValue("id", connectionId)
        .addKeyValue("code", closeCode)
        .addKeyValue("reason", reason)
        .log("connection closed");
  }

  @Override
  public void upgradeRefused(int status, String remoteAddress, String reason) {
    LOG.atWarn()
        .addKeyValue("status", status)
        .addKeyValue("remote", remoteAddress)
        .addKeyValue("reason", reason)
        .log("upgrade refused");
  }

  @Override
  public void streamOpened(long connectionId, int streamId, String kind, String workspace) {
    LOG.atDebug()
        .addKeyValue("connection", connectionId)
        .addKeyValue("stream", Integer.toUnsignedString(streamId))
        .addKeyValue("kind", kind)
        .addKeyValue("workspace", workspace)
        .log("stream opened");
  }

  @Override
  public void streamRefused(long connectionId, int streamId, String code) {
    LOG.atInfo()
        .addKeyValue("connection", connectionId)
        .addKeyValue("stream", Integer.toUnsignedString(streamId))
        .addKeyValue("code", code)
        .log("stream refused");
  }

  @Override
  public void streamEnded(
      long connectionId, int streamId, String kind, String workspace, String code) {
    (code.equals(IN_GOOD_ORDER) ? LOG.atDebug() : LOG.atInfo())
        .addKeyValue("connection", connectionId)
        .addKeyValue("stream", Integer.toUnsignedString(streamId))
        .addKeyValue("kind", kind)
        .addKeyValue("workspace", workspace)
        .addKeyValue("code", code)
        .log("stream ended");
  }

  @Override
  public void stateReset(long connectionId, int streamId, String workspace) {
    LOG.atInfo()
        .addKeyValue("connection", connectionId)
        .addKeyValue("stream", Integer.toUnsignedString(streamId))
        .addKeyValue("workspace", workspace)
        .log("state reset");
  }

  @Override
  public void hostConnected(String workspace, String hostId) {
    LOG.atInfo()
        .addKeyValue("workspace", workspace)
        .addKeyValue("host", hostId)
        .log("host connected");
  }

  @Override
  public void hostGone(String workspace, String hostId) {
    LOG.atInfo().addKeyValue("workspace", workspace).addKeyValue("host", hostId).log("host gone");
  }

  @Override
  public void storageFailed(String log, String kind, String message) {
    LOG.atError()
        .addKeyValue("log", log)
        .addKeyValue("kind", kind)
        .addKeyValue("message", message)
        .log("storage failed");
  }

  @Override
  public void backupCreated(long backupId, long bytes, long millis) {
    LOG.atInfo()
        .addKeyValue("id", backupId)
        .addKeyValue("bytes", bytes)
        .addKeyValue("ms", millis)
        .log("backup created");
  }

  @Override
  public void backupFailed(String reason) {
    LOG.atWarn().addKeyValue("reason", reason).log("backup failed");
  }

  @Override
  public void storageLost(String kind, String message) {
    LOG.atError().addKeyValue("kind", kind).addKeyValue("message", message).log("storage lost");
  }

  @Override
  public void serverStarted(String uri, String serverName) {
    LOG.atInfo().addKeyValue("uri", uri).addKeyValue("name", serverName).log("server started");
  }

  @Override
  public void drainBegan(int connections, int graceMs) {
    LOG.atInfo()
        .addKeyValue("connections", connections)
        .addKeyValue("grace_ms", graceMs)
        .log("drain began");
  }

  @Override
  public void serverStopped() {
    LOG.atInfo().log("server stopped");
  }

  @Override
  public void tokensReloaded(int count) {
    LOG.atInfo().addKeyValue("count", count).log("tokens reloaded");
  }

  @Override
  public void tokensRefused(String reason) {
    LOG.atWarn().addKeyValue("reason", reason).log("tokens not reloaded");
  }

  @Override
  public void taskFailed(String owner, Throwable failure) {
    LOG.atError().addKeyValue("owner", owner).setCause(failure).log("task failed");
  }
}
