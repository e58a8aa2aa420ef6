package dev.muxwire.driver;

import dev.muxwire.client.ChangeSet;
import dev.muxwire.client.Entity;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.WorkspaceView;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.conformance.proto.v1.Focus;
import dev.muxwire.conformance.proto.v1.View;
import java.util.Collection;

/** One replica. */
final class DrivenReplica {
  private final int id;
  private final WorkspaceReplica replica;
  private final EventWriter events;

  DrivenReplica(int id, WorkspaceReplica replica, EventWriter events) {
    this.id = id;
    this.replica = replica;
    this.events = events;
    replica.addListener(new Listener());
  }

  private final class Listener implements WorkspaceReplica.Listener {
    @Override
    public void changed(WorkspaceView view, ChangeSet changes) {
      events.tell(view(view).setRequestId(id));
    }

    @Override
    public void focus(Collection<Entity> entities) {
      events.tell(
          DriverEvent.newBuilder()
              .setRequestId(id)
              .setFocus(
                  Focus.newBuilder()
                      .addAllEntities(entities.stream().map(Translation::entity).toList())));
    }

    @Override
    public void ended(MuxwireException reason) {
      events.ended(id, reason.code() == ErrorCode.CANCELLED ? null : reason);
    }
  }

  private static DriverEvent.Builder view(WorkspaceView view) {
    return DriverEvent.newBuilder()
        .setView(
            View.newBuilder()
                .setEpoch(view.epoch())
                .setRevision(view.revision())
                .addAllEntities(view.entities().stream().map(Translation::entity).toList()));
  }

  void dump(int request) {
    events.tell(view(replica.view()).setRequestId(request));
  }

  void await(int request, long revision) {
    events.outcome(request, replica.atLeast(revision), DrivenReplica::view);
  }

  void close() {
    replica.close();
  }
}
