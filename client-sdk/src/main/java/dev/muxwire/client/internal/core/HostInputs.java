package dev.muxwire.client.internal.core;

import dev.muxwire.proto.v1.HostInput;
import dev.muxwire.proto.v1.HostInputAck;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Gives one terminal's input to its host once, whatever is sent again, and remembers the acks. */
final class HostInputs {
  /** Viewers remembered a terminal; of one long silent, input sent again would be typed again. */
  private static final int MAX_SOURCES = 1_024;

  /** Who types. */
  record Source(String clientId, long inputSource) {}

  private static final class Progress {
    private long delivered;
    private long written;
    private final TreeSet<Long> writtenAhead = new TreeSet<>();
  }

  private final LinkedHashMap<Source, Progress> sources = new LinkedHashMap<>(16, 0.75f, true);
  private final LinkedHashSet<Source> acksDue = new LinkedHashSet<>();

  /**
   * Returns whether this input is new and must be written; if not, its acknowledgement may be due.
   */
  boolean accept(HostInput input) {
    Source source = new Source(input.getClientId(), input.getInputSource());
    Progress progress = sources.get(source);
    if (progress == null) {
      // The first seen need not be 1: an earlier run of the connection may have brought the others.
      progress = new Progress();
      progress.delivered = input.getSeq() - 1;
      progress.written = input.getSeq() - 1;
      sources.put(source, progress);
      forgetOldest();
    }
    if (input.getSeq() == progress.delivered + 1) {
      progress.delivered = input.getSeq();
      return true;
    }
    // Written before, or ahead of one that is missing: both times the server must know where we
    // are.
    if (input.getSeq() <= progress.written || input.getSeq() > progress.delivered) {
      acksDue.add(source);
    }
    return false;
  }

  void written(HostInput input) {
    Source source = new Source(input.getClientId(), input.getInputSource());
    Progress progress = sources.get(source);
    if (progress == null) {
      return;
    }
    progress.writtenAhead.add(input.getSeq());
    while (progress.writtenAhead.remove(progress.written + 1)) {
      progress.written++;
      acksDue.add(source);
    }
  }

  /** The next acknowledgement to send; null = none. */
  @Nullable HostInputAck nextAck() {
    while (!acksDue.isEmpty()) {
      Source source = acksDue.iterator().next();
      Progress progress = sources.get(source);
      if (progress != null && progress.written > 0) {
        return HostInputAck.newBuilder()
            .setClientId(source.clientId())
            .setInputSource(source.inputSource())
            .setSeq(progress.written)
            .build();
      }
      acksDue.remove(source);
    }
    return null;
  }

  void ackSent(HostInputAck ack) {
    acksDue.remove(new Source(ack.getClientId(), ack.getInputSource()));
  }

  /** Never one whose input is still being written. */
  private void forgetOldest() {
    Iterator<Map.Entry<Source, Progress>> oldest = sources.entrySet().iterator();
    while (sources.size() > MAX_SOURCES && oldest.hasNext()) {
      Progress progress = oldest.next().getValue();
      if (progress.written == progress.delivered) {
        oldest.remove();
      }
    }
  }
}
