package dev.muxwire.conformance.broken;

import static dev.muxwire.conformance.broken.NamedFault.changes;
import static dev.muxwire.conformance.broken.NamedFault.drops;
import static dev.muxwire.conformance.broken.NamedFault.losesSecond;
import static dev.muxwire.conformance.broken.NamedFault.mishears;
import static dev.muxwire.conformance.broken.NamedFault.repeats;
import static dev.muxwire.conformance.broken.NamedFault.saysMany;

import dev.muxwire.proto.v1.ChangeType;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StatePart;
import java.util.ArrayList;
import java.util.List;

/** Servers that are wrong about snapshots and changes. */
final class StateFaults {
  private StateFaults() {}

  static List<NamedFault> all() {
    return List.of(
        losesSecond("loses-a-part", ServerFrame.Builder::hasStatePart),
        repeats("repeats-parts", ServerFrame::hasStatePart),
        changes(
            "sends-tables-unasked",
            ServerFrame.Builder::hasStatePart,
            frame -> frame.getStatePartBuilder().getTableBuilder()),
        changes(
            "is-always-consistent",
            ServerFrame.Builder::hasStatePart,
            frame -> frame.getStatePartBuilder().setConsistent(true)),
        changes(
            "is-never-consistent",
            ServerFrame.Builder::hasStatePart,
            frame -> frame.getStatePartBuilder().clearConsistent()),
        changes(
            "goes-back-in-revisions",
            f -> f.getStatePart().getThrough() > 1,
            frame -> frame.getStatePartBuilder().setThrough(1)),
        changes(
            "sends-changes-out-of-order",
            f -> f.getStatePart().getChangesCount() > 1,
            StateFaults::reverse),
        changes(
            "sends-patches-as-wholes",
            ServerFrame.Builder::hasStatePart,
            frame ->
                frame
                    .getStatePartBuilder()
                    .getChangesBuilderList()
                    .forEach(change -> change.setType(ChangeType.CHANGE_TYPE_UNSPECIFIED))),
        drops(
            "forgets-removals",
            f ->
                f.getStatePart().getChangesList().stream()
                    .anyMatch(c -> c.getType() == ChangeType.CHANGE_TYPE_REMOVED)),
        changes(
            "forgets-cleared-fields",
            ServerFrame.Builder::hasStatePart,
            frame ->
                frame
                    .getStatePartBuilder()
                    .getChangesBuilderList()
                    .forEach(EntityChange.Builder::clearClearedFields)),
        changes(
            "forgets-cleared-attributes",
            ServerFrame.Builder::hasStatePart,
            frame ->
                frame
                    .getStatePartBuilder()
                    .getChangesBuilderList()
                    .forEach(EntityChange.Builder::clearClearedAttributes)),
        drops(
            "tells-no-revision-of-what-is-filtered",
            f -> f.hasStatePart() && f.getStatePart().getChangesCount() == 0),
        mishears(
            "ignores-cursors",
            ClientFrame.Builder::hasSubscribe,
            frame -> frame.getSubscribeBuilder().clearCursor()),
        mishears(
            "ignores-kinds",
            ClientFrame.Builder::hasSubscribe,
            frame -> frame.getSubscribeBuilder().clearKinds()),
        mishears(
            "ignores-masks",
            ClientFrame.Builder::hasSubscribe,
            frame -> frame.getSubscribeBuilder().clearMasks()),
        mishears(
            "ignores-focus-ids",
            ClientFrame.Builder::hasSubscribe,
            frame -> frame.getSubscribeBuilder().clearFocusIds()),
        mishears(
            "ignores-presence",
            ClientFrame.Builder::hasSubscribe,
            frame -> frame.getSubscribeBuilder().clearPresence()),
        new NamedFault("trusts-any-cursor", TrustsCursors::new),
        changes(
            "tells-no-reset",
            ServerFrame.Builder::hasSubscribed,
            frame -> frame.getSubscribedBuilder().clearReset()),
        changes(
            "resets-to-the-end",
            f -> f.getSubscribed().getReset(),
            frame -> frame.getSubscribedBuilder().setThrough(9)),
        drops("says-no-subscribed", ServerFrame.Builder::hasSubscribed),
        saysMany("splits-batches", () -> StateFaults::split),
        changes(
            "brings-focus-unmarked",
            f -> f.getStatePart().getFocus(),
            frame -> frame.getStatePartBuilder().clearFocus()),
        changes(
            "leaves-focus-out-later",
            f -> f.hasStatePart() && !f.getStatePart().getFocus(),
            frame -> {
              StatePart part = frame.getStatePart();
              frame.getStatePartBuilder().clearChanges();
              part.getChangesList().stream()
                  .filter(change -> !change.getId().equals("record-59"))
                  .forEach(frame.getStatePartBuilder()::addChanges);
            }),
        changes(
            "changes-a-title",
            f -> f.getStatePart().getChangesCount() > 0,
            frame ->
                frame
                    .getStatePartBuilder()
                    .getChangesBuilderList()
                    .forEach(
                        change -> {
                          if (change.getBody().hasTab()) {
                            change.getBodyBuilder().getTabBuilder().setTitle("wrong");
                          } else if (change.getBody().hasRecord()) {
                            change.getBodyBuilder().getRecordBuilder().setType("wrong");
                          }
                        })));
  }

  private static void reverse(ServerFrame.Builder frame) {
    List<EntityChange> changes = new ArrayList<>(frame.getStatePart().getChangesList());
    java.util.Collections.reverse(changes);
    frame.getStatePartBuilder().clearChanges().addAllChanges(changes);
  }

  /** A part of several changes as two, the first of them consistent. */
  private static List<ServerFrame> split(ServerFrame frame) {
    StatePart part = frame.getStatePart();
    if (!frame.hasStatePart() || part.getFocus() || part.getChangesCount() < 2) {
      return List.of(frame);
    }
    EntityChange first = part.getChanges(0);
    ServerFrame.Builder one = frame.toBuilder();
    one.getStatePartBuilder()
        .clearChanges()
        .addChanges(first)
        .setConsistent(true)
        .setThrough(first.getRevision());
    ServerFrame.Builder rest = frame.toBuilder();
    rest.getStatePartBuilder().removeChanges(0);
    return List.of(one.build(), rest.build());
  }

  /** Repeats whatever cursor it was sent, and tells no reset. */
  private static final class TrustsCursors extends Fault {
    private volatile dev.muxwire.proto.v1.@org.jspecify.annotations.Nullable StateCursor cursor;

    @Override
    protected List<ClientFrame> fromClient(ClientFrame frame) {
      if (frame.getSubscribe().hasCursor()) {
        cursor = frame.getSubscribe().getCursor();
      }
      return List.of(frame);
    }

    @Override
    protected List<ServerFrame> fromServer(ServerFrame frame) {
      var sent = cursor;
      if (!frame.hasSubscribed() || sent == null) {
        return List.of(frame);
      }
      ServerFrame.Builder trusting = frame.toBuilder();
      trusting
          .getSubscribedBuilder()
          .setReset(false)
          .setEpoch(sent.getEpoch())
          .setBase(sent.getBase())
          .setThrough(sent.getThrough());
      return List.of(trusting.build());
    }
  }
}
