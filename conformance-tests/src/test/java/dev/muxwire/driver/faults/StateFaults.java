package dev.muxwire.driver.faults;

import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.peer.Tamper;
import dev.muxwire.conformance.proto.v1.ConnectionState;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.conformance.proto.v1.View;
import dev.muxwire.proto.v1.ChangeType;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StateCursor;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Replicas. */
final class StateFaults {
  private static final int ATTRIBUTES = 15;

  private StateFaults() {}

  static List<Fault> all() {
    return List.of(
        part("shows-what-is-not-consistent", part -> part.setConsistent(!part.getFocus())),
        Fault.takes("stops-after-the-snapshot", StateFaults::snapshotAlone),
        Fault.ignores(
            "ignores-parts-without-changes",
            frame -> frame.hasStatePart() && frame.getStatePart().getChangesCount() == 0),
        changes(
            "takes-a-patch-for-the-whole",
            () ->
                change ->
                    List.of(
                        change.getType() == ChangeType.CHANGE_TYPE_PATCH
                            ? change.toBuilder().clearType().build()
                            : change)),
        changes(
            "clears-no-fields",
            () -> change -> List.of(change.toBuilder().clearClearedFields().build())),
        changes(
            "clears-no-attributes",
            () -> change -> List.of(change.toBuilder().clearClearedAttributes().build())),
        changes("replaces-attributes-as-a-whole", () -> StateFaults::wholeAttributes),
        changes("appends-to-lists", () -> StateFaults::appended),
        changes("merges-messages", () -> StateFaults::merged),
        Fault.tells("forgets-unknown-fields", StateFaults::withoutUnknown),
        changes(
            "ignores-removals",
            () ->
                change ->
                    change.getType() == ChangeType.CHANGE_TYPE_REMOVED
                        ? List.of()
                        : List.of(change)),
        changes("stumbles-over-repetitions", StateFaults::stumbles),
        changes("lets-the-last-change-win", StateFaults::lastWins),
        Fault.changes(
            "asks-for-no-filter",
            ClientFrame::hasSubscribe,
            subscribe(
                subscribe -> subscribe.clearKinds().clearMasks().clearPresence().clearFocusIds())),
        Fault.ignores("shows-no-focus", frame -> frame.getStatePart().getFocus()),
        changes("believes-in-removals", StateFaults::neverAgain),
        Fault.changesLater(
            "forgets-its-cursor",
            ClientFrame::hasSubscribe,
            subscribe(Subscribe.Builder::clearCursor)),
        Fault.changesLater(
            "resumes-too-far",
            frame -> frame.getSubscribe().hasCursor(),
            cursor(cursor -> cursor.setThrough(cursor.getThrough() + 1))),
        Fault.changes(
            "forgets-its-filter",
            frame -> frame.getSubscribe().hasCursor(),
            cursor(StateCursor.Builder::clearFilterHash)),
        Fault.changes(
            "confuses-epochs",
            frame -> frame.getSubscribe().hasCursor(),
            cursor(cursor -> cursor.setEpoch(Frames.STATE_EPOCH))),
        new Fault("empties-its-view-when-cut", EmptiesWhenCut::new),
        Fault.takes("empties-its-view-at-a-reset", () -> StateFaults::emptied),
        Fault.takes("knows-one-beginning", StateFaults::oneBeginning),
        Fault.sends("keeps-a-cursor-that-misled", StateFaults::keepsCursor));
  }

  private static Fault part(String name, UnaryOperator<StatePart.Builder> change) {
    return Fault.mistakes(name, ServerFrame::hasStatePart, frame -> with(frame, change));
  }

  private static ServerFrame with(ServerFrame frame, UnaryOperator<StatePart.Builder> change) {
    return frame.toBuilder().setStatePart(change.apply(frame.getStatePart().toBuilder())).build();
  }

  private interface Change {
    List<EntityChange> of(EntityChange change);
  }

  private static Fault changes(String name, Supplier<Change> fault) {
    return Fault.takes(
        name,
        () -> {
          Change change = fault.get();
          return (connection, frame) -> {
            if (!frame.hasStatePart()) {
              return List.of(frame);
            }
            List<EntityChange> changed = new ArrayList<>();
            frame.getStatePart().getChangesList().forEach(one -> changed.addAll(change.of(one)));
            return List.of(with(frame, part -> part.clearChanges().addAllChanges(changed)));
          };
        });
  }

  private static Fault.Received snapshotAlone() {
    Set<Integer> done = new HashSet<>();
    return (connection, frame) ->
        frame.hasStatePart() && !done.add(frame.getStreamId()) ? List.of() : List.of(frame);
  }

  private static List<EntityChange> wholeAttributes(EntityChange change) {
    boolean has = change.getBody().getRecord().getAttributesCount() > 0;
    return List.of(
        has && change.getType() == ChangeType.CHANGE_TYPE_PATCH
            ? change.toBuilder().addClearedFields(ATTRIBUTES).build()
            : change);
  }

  private static List<EntityChange> appended(EntityChange change) {
    if (change.getType() != ChangeType.CHANGE_TYPE_PATCH || !change.getBody().hasTerminal()) {
      return List.of(change);
    }
    EntityBody.Builder body = change.getBody().toBuilder();
    List<String> added = List.copyOf(body.getTerminal().getCommandList());
    body.getTerminalBuilder().clearCommand().addCommand("ls").addCommand("-l").addAllCommand(added);
    return List.of(change.toBuilder().setBody(body).build());
  }

  private static List<EntityChange> merged(EntityChange change) {
    if (!change.getBody().getTab().hasSessionRef()) {
      return List.of(change);
    }
    EntityBody.Builder body = change.getBody().toBuilder();
    body.getTabBuilder().getSessionRefBuilder().setProvider("p");
    return List.of(change.toBuilder().setBody(body).build());
  }

  private static DriverEvent withoutUnknown(DriverEvent event) {
    if (!event.hasView()) {
      return event;
    }
    View.Builder view = event.getView().toBuilder();
    for (EntityChange.Builder entity : view.getEntitiesBuilderList()) {
      if (entity.getBody().hasRecord()) {
        entity
            .getBodyBuilder()
            .getRecordBuilder()
            .setUnknownFields(UnknownFieldSet.getDefaultInstance());
      }
    }
    return event.toBuilder().setView(view).build();
  }

  private static Change stumbles() {
    Set<EntityChange> seen = new HashSet<>();
    return change -> seen.add(change) ? List.of(change) : List.of(removed(change));
  }

  private static EntityChange removed(EntityChange change) {
    return Frames.removed(change.getId(), change.getRevision());
  }

  private static Change lastWins() {
    Map<String, Long> revisions = new HashMap<>();
    return change -> {
      long revision =
          Math.max(change.getRevision(), revisions.getOrDefault(change.getId(), 0L) + 1);
      revisions.put(change.getId(), revision);
      return List.of(change.toBuilder().setRevision(revision).build());
    };
  }

  private static Change neverAgain() {
    Set<String> gone = new HashSet<>();
    return change -> {
      if (change.getType() == ChangeType.CHANGE_TYPE_REMOVED) {
        gone.add(change.getId());
        return List.of(change);
      }
      return gone.contains(change.getId()) ? List.of() : List.of(change);
    };
  }

  private static UnaryOperator<ClientFrame> subscribe(UnaryOperator<Subscribe.Builder> change) {
    return frame ->
        frame.toBuilder().setSubscribe(change.apply(frame.getSubscribe().toBuilder())).build();
  }

  private static UnaryOperator<ClientFrame> cursor(UnaryOperator<StateCursor.Builder> change) {
    return subscribe(
        subscribe -> subscribe.setCursor(change.apply(subscribe.getCursor().toBuilder())));
  }

  private static final class EmptiesWhenCut implements Tamper {
    private boolean cut;

    @Override
    public synchronized List<Message> told(Message message) {
      DriverEvent event = (DriverEvent) message;
      cut |= event.getConnectionChanged().getState() == ConnectionState.CONNECTION_STATE_WAITING;
      return List.of(
          cut && event.hasView()
              ? event.toBuilder().setView(View.getDefaultInstance()).build()
              : event);
    }
  }

  /** A moment of nothing before what comes. */
  private static List<ServerFrame> emptied(int connection, ServerFrame frame) {
    return frame.getSubscribed().getReset()
        ? List.of(frame, Frames.part(frame.getStreamId(), 0, true), frame)
        : List.of(frame);
  }

  private static Fault.Received oneBeginning() {
    Set<Integer> begun = new HashSet<>();
    return (connection, frame) ->
        frame.hasSubscribed() && connection == 1 && !begun.add(frame.getStreamId())
            ? List.of()
            : List.of(frame);
  }

  private static Fault.Sent keepsCursor() {
    return (connection, frame) ->
        List.of(
            frame.hasSubscribe() && !frame.getSubscribe().hasCursor() && frame.getStreamId() > 1
                ? cursor(cursor -> cursor.setEpoch(Frames.STATE_EPOCH).setBase(3).setThrough(3))
                    .apply(frame)
                : frame);
  }
}
