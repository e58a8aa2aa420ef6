package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.server.config.Limits;
import dev.muxwire.wire.ProtocolViolation;
import dev.muxwire.wire.ReservationBudget;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all connections draw on together: connections and searches a principal, and the bytes of
 * reassembly. Safe for several threads.
 */
public final class Admission {
  /** Searches of much output take about so long. */
  private static final int SEARCH_RETRY_MS = 1_000;

  private final Limits limits;
  private final ReservationBudget server;
  private final ConcurrentHashMap<String, Account> accounts = new ConcurrentHashMap<>();

  private record Account(
      AtomicInteger connections, AtomicInteger searches, ReservationBudget budget) {}

  public Admission(Limits limits) {
    this.limits = limits;
    this.server = ReservationBudget.of(limits.serverReservationBytes(), "the server");
  }

  /**
   * Counts a connection in.
   *
   * @throws ProtocolViolation LIMIT_EXCEEDED
   */
  void enter(String principal) {
    Account account = account(principal);
    if (account.connections().incrementAndGet() > limits.maxConnectionsPerPrincipal()) {
      account.connections().decrementAndGet();
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
          "this token has " + limits.maxConnectionsPerPrincipal() + " connections already",
          limits.maxConnectionsPerPrincipal());
    }
  }

  void leave(String principal) {
    account(principal).connections().decrementAndGet();
  }

  /**
   * Counts a search in.
   *
   * @throws ProtocolViolation BUSY
   */
  void beginSearch(String principal) {
    AtomicInteger searches = account(principal).searches();
    if (searches.incrementAndGet() > limits.maxSearchesPerPrincipal()) {
      searches.decrementAndGet();
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_BUSY,
          "this token has "
              + limits.maxSearchesPerPrincipal()
              + " searches under way; try again when one has ended",
          limits.maxSearchesPerPrincipal(),
          SEARCH_RETRY_MS);
    }
  }

  void endSearch(String principal) {
    account(principal).searches().decrementAndGet();
  }

  /** What a connection of this principal reserves reassembly against. */
  List<ReservationBudget> budgets(String principal) {
    return List.of(
        ReservationBudget.of(limits.connectionReservationBytes(), "a connection"),
        account(principal).budget(),
        server);
  }

  private Account account(String principal) {
    return accounts.computeIfAbsent(
        principal,
        name ->
            new Account(
                new AtomicInteger(),
                new AtomicInteger(),
                ReservationBudget.of(limits.principalReservationBytes(), "a token")));
  }
}
