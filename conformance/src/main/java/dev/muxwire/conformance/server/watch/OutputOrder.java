package dev.muxwire.conformance.server.watch;

import dev.muxwire.proto.v1.Attached;
import dev.muxwire.proto.v1.ScrollbackPage;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.Skipped;
import java.util.HashMap;
import java.util.Map;

/** Offsets have neither gap nor overlap, what was skipped excepted; the end comes last. */
final class OutputOrder extends Watcher {
  private final Map<Integer, Long> next = new HashMap<>();
  private final Map<Integer, Attached> attached = new HashMap<>();
  private final Map<Integer, Long> exited = new HashMap<>();

  OutputOrder() {
    super("watch/output-order");
  }

  @Override
  public void message(ServerFrame message) {
    int stream = message.getStreamId();
    switch (message.getBodyCase()) {
      case ATTACHED -> {
        next.putIfAbsent(stream, message.getAttached().getStart());
        attached.put(stream, message.getAttached());
      }
      case OUTPUT -> {
        check(!exited.containsKey(stream), "OUTPUT-1", "output came after Exited");
        check(attached.containsKey(stream), "OUTPUT-1", "output came before Attached");
        check(!message.getOutput().getData().isEmpty(), "OUTPUT-1", "empty output came");
        advance(stream, message.getOutput().getOffset(), message.getOutput().getData().size());
      }
      case SCROLLBACK_PAGE -> page(stream, message.getScrollbackPage());
      case SKIPPED -> skip(stream, message.getSkipped());
      case EXITED -> {
        exited.put(stream, message.getExited().getOffset());
        if (attached.containsKey(stream)) {
          due(stream, message.getExited().getOffset(), "Exited");
        }
      }
      default -> {
        // Has no place in the log.
      }
    }
  }

  private void page(int stream, ScrollbackPage page) {
    if (!page.getData().isEmpty()) {
      next.putIfAbsent(stream, page.getOffset());
      advance(stream, page.getOffset(), page.getData().size());
    }
  }

  private void advance(int stream, long offset, int bytes) {
    due(stream, offset, "output");
    next.put(stream, offset + bytes);
  }

  private void due(int stream, long offset, String what) {
    long due = next.getOrDefault(stream, 0L);
    check(
        offset == due,
        "OUTPUT-1",
        what + " came at offset " + offset + " on stream " + stream + " where " + due + " was due");
  }

  private void skip(int stream, Skipped skipped) {
    Attached latest = attached.get(stream);
    if (skipped.getReason() == SkipReason.SKIP_REASON_LOST && latest != null) {
      next.put(stream, latest.getStart());
      return;
    }
    check(
        skipped.getReason() != SkipReason.SKIP_REASON_UNSPECIFIED,
        "OUTPUT-1",
        "bytes were skipped without a reason");
    check(
        Long.compareUnsigned(skipped.getFrom(), skipped.getTo()) < 0,
        "OUTPUT-1",
        "nothing was skipped: from " + skipped.getFrom() + " to " + skipped.getTo());
    if (latest != null) {
      due(stream, skipped.getFrom(), "Skipped");
    }
    next.merge(stream, skipped.getTo(), Math::max);
  }
}
