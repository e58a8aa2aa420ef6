package dev.muxwire.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What one side may send on each stream, counted from what it was told and what it sent. */
final class CreditBook {
  private static final class Account {
    private long raisedTo;
    private long spent;
  }

  private final Map<Integer, Account> accounts = new HashMap<>();
  private long initial;

  /** What every stream may send at first; a later word counts if it is more. */
  void initially(long bytes) {
    initial = Math.max(initial, bytes);
  }

  void raise(int streamId, long limitBytes) {
    Account account = account(streamId);
    account.raisedTo = Math.max(account.raisedTo, limitBytes);
  }

  /** Stream 0 has no credit. */
  void spend(int streamId, long bytes, Consumer<String> complaint) {
    Account account = account(streamId);
    account.spent += bytes;
    long limit = Math.max(initial, account.raisedTo);
    if (streamId != 0 && account.spent > limit) {
      complaint.accept(
          "stream " + streamId + " sent " + account.spent + " bytes with a credit of " + limit);
    }
  }

  private Account account(int streamId) {
    return accounts.computeIfAbsent(streamId, id -> new Account());
  }
}
