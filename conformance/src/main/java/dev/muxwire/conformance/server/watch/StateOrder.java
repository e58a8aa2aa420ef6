package dev.muxwire.conformance.server.watch;

import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribed;
import java.util.HashMap;
import java.util.Map;

/** Parts follow Subscribed, never go back, and bring entities in the order of their changes. */
final class StateOrder extends Watcher {
  private final Map<Integer, Long> through = new HashMap<>();

  StateOrder() {
    super("watch/state-order");
  }

  @Override
  public void message(ServerFrame message) {
    int stream = message.getStreamId();
    if (message.hasSubscribed()) {
      Subscribed subscribed = message.getSubscribed();
      check(
          !subscribed.getReset() || (subscribed.getBase() == 0 && subscribed.getThrough() == 0),
          "CURSOR-1",
          "a reset that does not begin at 0");
      through.put(stream, subscribed.getThrough());
    } else if (message.hasStatePart()) {
      check(through.containsKey(stream), "STATE-1", "a part came before Subscribed");
      part(stream, message.getStatePart());
    }
  }

  private void part(int stream, StatePart part) {
    long before = through.getOrDefault(stream, 0L);
    check(
        part.getThrough() >= before,
        "STATE-1",
        "a part goes back from revision " + before + " to " + part.getThrough());
    if (part.getFocus()) {
      return; // ahead of its turn
    }
    long latest = before;
    for (EntityChange change : part.getChangesList()) {
      check(
          change.getRevision() > latest,
          "STATE-1",
          "an entity of revision " + change.getRevision() + " came behind " + latest);
      latest = change.getRevision();
    }
    check(
        latest <= part.getThrough(),
        "STATE-1",
        "a part through " + part.getThrough() + " has a change of revision " + latest);
    through.put(stream, part.getThrough());
  }
}
