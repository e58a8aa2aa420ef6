package dev.muxwire.durability;

import dev.muxwire.client.WorkspaceView;
import java.util.Random;

/** Makes up what one client asks for next, from what it sees. */
final class Workload {
  private final Random random;
  private final Targets targets;
  private final RecordWork records;
  private final TabWork tabs;
  private final OwnCounter counter;

  Workload(Random random, String client) {
    this.random = random;
    this.targets = new Targets(random);
    this.records = new RecordWork(random, client);
    this.tabs = new TabWork(random);
    this.counter = new OwnCounter(client);
  }

  /**
   * The next request.
   *
   * @param heavy true: it should make the log grow
   */
  Draft next(String token, WorkspaceView view, boolean heavy) {
    targets.look(view);
    Draft draft = new Draft(token);
    if (heavy && random.nextInt(3) > 0) {
      records.weigh(draft);
      return draft;
    }
    int dice = random.nextInt(200);
    if (dice < 60) {
      count(draft, view, dice);
    } else if (dice < 120) {
      changeRecords(draft, dice - 60);
    } else {
      changeTabs(draft, view, dice - 120);
    }
    return draft;
  }

  private void count(Draft draft, WorkspaceView view, int dice) {
    if (dice < 24 && counter.isFree()) {
      counter.increment(draft, view);
    } else if (dice < 40) {
      records.count(draft, view);
    } else {
      records.transfer(draft, view);
    }
  }

  private void changeRecords(Draft draft, int dice) {
    if (dice < 12) {
      records.createNote(draft);
    } else if (dice < 23) {
      records.patchOwnField(draft);
    } else if (dice < 34) {
      records.patchSameField(draft);
    } else if (dice < 40) {
      records.patchSeveral(draft);
    } else if (dice < 48) {
      records.patchNote(draft, targets);
    } else if (dice < 58) {
      records.removeNote(draft, targets);
    } else {
      records.bulk(draft, targets);
    }
  }

  private void changeTabs(Draft draft, WorkspaceView view, int dice) {
    if (dice < 12) {
      tabs.open(draft);
    } else if (dice < 26) {
      tabs.rename(draft, targets, view);
    } else if (dice < 36) {
      tabs.rearrange(draft, targets, view);
    } else if (dice < 46) {
      tabs.split(draft, targets, view);
    } else if (dice < 56) {
      tabs.closePane(draft, targets, view);
    } else if (dice < 62) {
      tabs.createHiddenPane(draft, targets, view);
    } else if (dice < 70) {
      tabs.patchPane(draft, targets);
    } else {
      tabs.close(draft, targets, view);
    }
  }

  /** Its client was told what became of a request. */
  void told(Request request, Outcome outcome) {
    counter.told(request, outcome);
  }
}
