package dev.muxwire.conformance.server.watch;

import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import java.util.EnumSet;
import java.util.Set;

/** The frames of a packet are of one class, as far as their kind alone tells the class. */
final class PacketClasses extends Watcher {
  PacketClasses() {
    super("watch/packet-classes");
  }

  private enum Kind {
    CONTROL,
    STATE,
    OUTPUT,
    SCROLLBACK
  }

  @Override
  public void packet(int bytes, ServerPacket packet) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (ServerFrame frame : packet.getFramesList()) {
      switch (frame.getBodyCase()) {
        case PING, PONG, WELCOME, RECEIVED, MUTATE_RESULT, REQUEST_DONE, INPUT_ACK, PUBLISH_ACK ->
            kinds.add(Kind.CONTROL);
        case STATE_PART -> kinds.add(Kind.STATE);
        case OUTPUT -> kinds.add(Kind.OUTPUT);
        case SCROLLBACK_PAGE, SEARCH_MATCH -> kinds.add(Kind.SCROLLBACK);
        default -> {
          // Of more than one class, or none that shows.
        }
      }
    }
    check(kinds.size() <= 1, "PACKET-3", "one packet holds frames of the classes " + kinds);
  }
}
