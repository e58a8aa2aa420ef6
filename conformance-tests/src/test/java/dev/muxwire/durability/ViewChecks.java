package dev.muxwire.durability;

import dev.muxwire.client.ChangeSet;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.WorkspaceView;

/** What every view of one replica must be like, while it all goes on. */
final class ViewChecks implements WorkspaceReplica.Listener {
  private final String client;
  private final History history;
  private long epoch;
  private long revision;

  ViewChecks(String client, History history) {
    this.client = client;
    this.history = history;
  }

  @Override
  public void changed(WorkspaceView view, ChangeSet changes) {
    check(epoch == 0 || view.epoch() == epoch, "is of epoch " + view.epoch() + ", not " + epoch);
    check(view.revision() >= revision, "went back from " + revision + " to " + view.revision());
    epoch = view.epoch();
    revision = view.revision();
    long sum = RecordWork.sum(view);
    long all = RecordWork.ACCOUNTS * RecordWork.BALANCE;
    check(sum == all, "shows half a transfer at " + revision + ": the sum is " + sum);
  }

  private void check(boolean holds, String what) {
    if (!holds) {
      history.trouble("a view of " + client + " " + what);
    }
  }

  @Override
  public void ended(MuxwireException reason) {
    check(reason.code().name().equals("CANCELLED"), "ended: " + reason);
  }
}
