package dev.muxwire.durability;

import dev.muxwire.client.Entity;
import dev.muxwire.client.WorkspaceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What clients do to records: some are everybody's, some come and go. */
final class RecordWork {
  static final String ACCOUNT = "account-";
  static final int ACCOUNTS = 6;
  static final long BALANCE = 1_000;
  private static final int SHARED = 8;
  private static final int SHARED_COUNTERS = 3;
  private static final int MANY_NOTES = 400;

  /** About 5 MB: so a checkpoint takes long enough that kills fall into it. */
  private static final int STONES = 150;

  private static final int LINES = 1_200;
  private static final int HEAVY_LINES = 4_000;

  private final Random random;
  private final String client;

  RecordWork(Random random, String client) {
    this.random = random;
    this.client = client;
  }

  /** The records that are always there. */
  static void createAll(Draft draft, List<String> clients) {
    draft.create(Step.RECORD, OwnCounter.RECORD, Map.of("type", "counters"));
    for (int i = 0; i < ACCOUNTS; i++) {
      Map<String, String> values = Map.of("attributes.balance", Long.toString(BALANCE));
      draft.create(Step.RECORD, ACCOUNT + i, values);
    }
    for (int i = 0; i < SHARED_COUNTERS; i++) {
      draft.create(Step.RECORD, "total-" + i, Map.of("attributes.count", "0"));
    }
    for (int i = 0; i < SHARED; i++) {
      draft.create(Step.RECORD, "shared-" + i, Map.of("type", "shared"));
    }
    clients.forEach(name -> draft.create(Step.RECORD, "ballast-" + name, Map.of()));
    for (int i = 0; i < STONES; i++) {
      draft.create(Step.RECORD, "stone-" + i, Map.of("payload", draft.token() + "*" + HEAVY_LINES));
    }
  }

  private String shared() {
    return "shared-" + random.nextInt(SHARED);
  }

  void createNote(Draft draft) {
    Map<String, String> values =
        Map.of("type", "note", "attributes.by", draft.token(), "payload", payload(draft, 20));
    draft.create(Step.RECORD, Targets.NOTE + draft.token(), values);
  }

  /** A value that nobody else writes, in a record that everybody does. */
  void patchOwnField(Draft draft) {
    draft.patch(Step.RECORD, shared(), Map.of("attributes." + client, draft.token()));
  }

  void patchSameField(Draft draft) {
    draft.patch(Step.RECORD, shared(), Map.of("type", draft.token()));
  }

  /** All of them show the same token afterwards, until somebody else's batch. */
  void patchSeveral(Draft draft) {
    for (int i = 0; i < SHARED; i++) {
      draft.patch(Step.RECORD, "shared-" + i, Map.of("attributes.batch", draft.token()));
    }
  }

  /** Reads, adds one, and writes if nobody else did meanwhile. */
  void count(Draft draft, WorkspaceView view) {
    String id = "total-" + random.nextInt(SHARED_COUNTERS);
    Entity counter = view.entity(id).orElseThrow();
    long count = Long.parseLong(counter.attribute("count").orElse("0"));
    draft.guard(Step.RECORD, id, "", counter.revision());
    String next = Long.toString(count + 1);
    draft.patch(Step.RECORD, id, Map.of("attributes.count", next, "attributes.by", draft.token()));
  }

  /** Moves an amount from one account to another; the sum stays as it is in every view. */
  void transfer(Draft draft, WorkspaceView view) {
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    long amount = 1 + random.nextInt(9);
    move(draft, view.entity(ACCOUNT + from).orElseThrow(), -amount);
    move(draft, view.entity(ACCOUNT + to).orElseThrow(), amount);
  }

  private static void move(Draft draft, Entity account, long amount) {
    long balance = balance(account) + amount;
    draft.guard(Step.RECORD, account.id(), "", account.revision());
    draft.patch(Step.RECORD, account.id(), Map.of("attributes.balance", Long.toString(balance)));
  }

  private static long balance(Entity account) {
    return Long.parseLong(account.attribute("balance").orElse("0"));
  }

  /** The sum of all accounts, which no request changes. */
  static long sum(WorkspaceView view) {
    long sum = 0;
    for (int i = 0; i < ACCOUNTS; i++) {
      sum += view.entity(ACCOUNT + i).map(RecordWork::balance).orElse(0L);
    }
    return sum;
  }

  void patchNote(Draft draft, Targets targets) {
    String id = targets.note().map(Entity::id).orElseGet(this::shared);
    if (random.nextInt(4) == 0) {
      draft.patch(Step.RECORD, id, Map.of("attributes.note", draft.token()), "type");
    } else {
      draft.patch(Step.RECORD, id, Map.of("payload", payload(draft, LINES)));
    }
  }

  void removeNote(Draft draft, Targets targets) {
    targets.note().ifPresent(note -> draft.remove(note.id()));
    draft.patch(Step.RECORD, shared(), Map.of("attributes." + client, draft.token()));
  }

  /** Makes the log grow. */
  void weigh(Draft draft) {
    String payload = draft.token() + "*" + HEAVY_LINES;
    draft.patch(Step.RECORD, "ballast-" + client, Map.of("payload", payload));
  }

  /** Hundreds of steps at once. */
  void bulk(Draft draft, Targets targets) {
    if (targets.notes().size() > MANY_NOTES) {
      sweep(draft, targets);
      return;
    }
    int count = 60 + random.nextInt(100);
    for (int i = 0; i < count; i++) {
      String id = Targets.NOTE + draft.token() + "." + i;
      draft.create(Step.RECORD, id, Map.of("type", "bulk", "attributes.by", draft.token()));
      if (i % 2 == 0) {
        draft.patch(Step.RECORD, id, Map.of("attributes.more", draft.token()), "type");
      }
      if (i % 3 == 0) {
        draft.remove(id);
      }
    }
    draft.patch(Step.RECORD, shared(), Map.of("attributes.bulk", draft.token()));
  }

  /** Removes many; if another was faster with one of them, none. */
  private void sweep(Draft draft, Targets targets) {
    List<Entity> all = new ArrayList<>(targets.notes());
    all.removeIf(note -> !note.id().startsWith(Targets.NOTE + client + "-"));
    all.stream().limit(MANY_NOTES / 2).forEach(note -> draft.remove(note.id()));
    draft.patch(Step.RECORD, shared(), Map.of("attributes.sweep", draft.token()));
  }

  private String payload(Draft draft, int mostLines) {
    return draft.token() + "*" + (1 + random.nextInt(mostLines));
  }
}
