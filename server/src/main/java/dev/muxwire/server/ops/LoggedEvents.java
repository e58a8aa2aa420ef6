package dev.muxwire.server.ops;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes events to the log, a line each. */
public final class LoggedEvents implements ServerEvents {
  private static final Logger LOG = LoggerFactory.getLogger("dev.muxwire.server");

  @Override
  public void connectionOpened(long connectionId, String principal, String clientName) {
    LOG.info("connection opened id={} principal={} client={}", connectionId, principal, clientName);
  }

  @Override
  public void connectionRefused(long connectionId, String code, String message) {
    LOG.warn("connection refused id={} code={} message={}", connectionId, code, message);
  }

  @Override
  public void connectionClosed(long connectionId, int closeCode, String reason) {
    LOG.info("connection closed id={} code={} reason={}", connectionId, closeCode, reason);
  }

  @Override
  public void tokensReloaded(int count) {
    LOG.info("tokens reloaded count={}", count);
  }

  @Override
  public void tokensRefused(String reason) {
    LOG.warn("tokens not reloaded, those before stay in force: {}", reason);
  }

  @Override
  public void taskFailed(String owner, Throwable failure) {
    LOG.error("task failed owner={}", owner, failure);
  }
}
