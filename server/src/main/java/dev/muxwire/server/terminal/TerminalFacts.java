package dev.muxwire.server.terminal;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.proto.storage.v1.Hole;
import dev.muxwire.proto.storage.v1.LogEpoch;
import dev.muxwire.proto.storage.v1.TerminalMetadata;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.TerminalExit;
import dev.muxwire.proto.v1.TerminalSize;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is true of a terminal as a whole, kept beside its log. Immutable.
 *
 * @param hostId the host that runs it
 * @param epochs the log's epochs, oldest first; never empty
 * @param holes ranges that the log does not have, in order
 * @param size from the end on
 * @param exit how the program ended; null while it runs
 * @param settings how it is sized and kept
 * @param generation of the store that the last epoch belongs to
 */
record TerminalFacts(
    String hostId,
    List<Epoch> epochs,
    List<Gap> holes,
    TerminalSize size,
    @Nullable TerminalExit exit,
    TerminalSettings settings,
    long generation) {

  /** Older holes than these are as good as trimmed. */
  private static final int MAX_HOLES = 1024;

  private static final int MAX_EPOCHS = 256;

  /** From this offset on the log is of this epoch. */
  record Epoch(long epoch, long from) {}

  TerminalFacts {
    epochs = List.copyOf(epochs);
    holes = List.copyOf(holes);
  }

  /** Did an epoch begin here because what followed was lost? */
  boolean hasBegunAnewAt(long offset) {
    return epochs.size() > 1 && epochs.get(epochs.size() - 1).from() == offset;
  }

  /** Where the current epoch began. */
  long epochFrom() {
    return epochs.get(epochs.size() - 1).from();
  }

  long epoch() {
    return epochs.get(epochs.size() - 1).epoch();
  }

  TerminalFacts withSize(TerminalSize newSize) {
    return new TerminalFacts(hostId, epochs, holes, newSize, exit, settings, generation);
  }

  TerminalFacts withExit(TerminalExit newExit) {
    return new TerminalFacts(hostId, epochs, holes, size, newExit, settings, generation);
  }

  TerminalFacts withSettings(TerminalSettings newSettings) {
    return new TerminalFacts(hostId, epochs, holes, size, exit, newSettings, generation);
  }

  TerminalFacts unended() {
    return new TerminalFacts(hostId, epochs, holes, size, null, settings, generation);
  }

  TerminalFacts withEpoch(long epoch, long from) {
    return new TerminalFacts(
        hostId,
        last(epochs, new Epoch(epoch, from), MAX_EPOCHS),
        holes,
        size,
        exit,
        settings,
        generation);
  }

  /** As {@link #withEpoch}, in a store of another generation. */
  TerminalFacts withGeneration(long newGeneration, long epoch, long from) {
    TerminalFacts begun = withEpoch(epoch, from);
    return new TerminalFacts(hostId, begun.epochs, holes, size, exit, settings, newGeneration);
  }

  TerminalFacts withHole(Gap hole) {
    return new TerminalFacts(
        hostId, epochs, last(holes, hole, MAX_HOLES), size, exit, settings, generation);
  }

  /** With [from, before) erased: that is one hole, whatever it was. */
  TerminalFacts withPurge(long from, long before) {
    if (before <= from) {
      return this;
    }
    List<Gap> all = new ArrayList<>();
    long purgedFrom = from;
    for (Gap hole : holes) {
      if (hole.reason() == SkipReason.SKIP_REASON_PURGED && hole.to() == from) {
        purgedFrom = hole.from();
      } else if (hole.from() < from) {
        all.add(new Gap(hole.from(), Math.min(hole.to(), from), hole.reason()));
      }
    }
    all.add(new Gap(purgedFrom, before, SkipReason.SKIP_REASON_PURGED));
    for (Gap hole : holes) {
      if (hole.to() > before) {
        all.add(new Gap(Math.max(hole.from(), before), hole.to(), hole.reason()));
      }
    }
    List<Gap> latest = all.subList(Math.max(0, all.size() - MAX_HOLES), all.size());
    return new TerminalFacts(hostId, epochs, latest, size, exit, settings, generation);
  }

  /** Everything before this was erased on request, or trimmed; 0 if nothing was erased. */
  long purgedBefore() {
    return holes.stream()
        .filter(hole -> hole.reason() == SkipReason.SKIP_REASON_PURGED)
        .mapToLong(Gap::to)
        .max()
        .orElse(0);
  }

  /** Why an offset is not to be had that lies before what is retained, and up to where. */
  Gap goneAt(long offset, long retainedFrom) {
    for (Gap hole : holes) {
      if (hole.reason() == SkipReason.SKIP_REASON_PURGED && hole.to() > offset) {
        return hole.from() <= offset
            ? new Gap(offset, hole.to(), hole.reason())
            : new Gap(
                offset, Math.min(hole.from(), retainedFrom), SkipReason.SKIP_REASON_RETENTION);
      }
    }
    return new Gap(offset, retainedFrom, SkipReason.SKIP_REASON_RETENTION);
  }

  private static <T> List<T> last(List<T> before, T added, int max) {
    List<T> all = new ArrayList<>(before);
    all.add(added);
    return all.subList(Math.max(0, all.size() - max), all.size());
  }

  /** The hole around an offset. */
  @Nullable Gap holeAt(long offset) {
    for (int i = holes.size() - 1; i >= 0; i--) {
      Gap hole = holes.get(i);
      if (offset >= hole.to()) {
        return null;
      }
      if (offset >= hole.from()) {
        return hole;
      }
    }
    return null;
  }

  /** Those of a log that ends here: a hole that a crash kept out of it is none. */
  TerminalFacts upTo(long end) {
    List<Gap> there = holes.stream().filter(hole -> hole.to() <= end).toList();
    return there.size() == holes.size()
        ? this
        : new TerminalFacts(hostId, epochs, there, size, exit, settings, generation);
  }

  /** Where the last hole ends that ends at an offset or before it; 0 if there is none. */
  long behindHole(long offset) {
    for (int i = holes.size() - 1; i >= 0; i--) {
      if (holes.get(i).to() <= offset) {
        return holes.get(i).to();
      }
    }
    return 0;
  }

  /**
   * Where bytes of an epoch that a reader has may differ from the log: null if never (it is the
   * current one), 0 if the epoch is not known.
   */
  @Nullable Long validUntil(long epoch) {
    for (int i = 0; i < epochs.size(); i++) {
      if (epochs.get(i).epoch() == epoch) {
        return i + 1 == epochs.size() ? null : (Long) epochs.get(i + 1).from();
      }
    }
    return 0L;
  }

  byte[] encode() {
    TerminalMetadata.Builder metadata =
        TerminalMetadata.newBuilder()
            .setHostId(hostId)
            .setSize(size)
            .setRetentionBytes(settings.retentionBytes())
            .setSizePolicy(settings.sizePolicy())
            .setWaitForReaders(settings.waitForReaders())
            .setGeneration(generation);
    TerminalSize fixed = settings.fixedSize();
    if (fixed != null) {
      metadata.setFixedSize(fixed);
    }
    epochs.forEach(
        epoch ->
            metadata.addEpochs(
                LogEpoch.newBuilder().setEpoch(epoch.epoch()).setFrom(epoch.from())));
    holes.forEach(
        hole ->
            metadata.addHoles(
                Hole.newBuilder()
                    .setFrom(hole.from())
                    .setTo(hole.to())
                    .setReason(hole.reason().getNumber())));
    if (exit != null) {
      metadata.setExit(exit);
    }
    return metadata.build().toByteArray();
  }

  static TerminalFacts decode(byte[] bytes) throws InvalidProtocolBufferException {
    TerminalMetadata metadata = TerminalMetadata.parseFrom(bytes);
    if (metadata.getEpochsCount() == 0) {
      throw new InvalidProtocolBufferException("a terminal without a log epoch");
    }
    return new TerminalFacts(
        metadata.getHostId(),
        metadata.getEpochsList().stream()
            .map(epoch -> new Epoch(epoch.getEpoch(), epoch.getFrom()))
            .toList(),
        metadata.getHolesList().stream()
            .map(hole -> new Gap(hole.getFrom(), hole.getTo(), reason(hole.getReason())))
            .toList(),
        metadata.getSize(),
        metadata.hasExit() ? metadata.getExit() : null,
        settings(metadata),
        metadata.getGeneration());
  }

  /** As a later version may have written it. */
  private static SkipReason reason(int number) {
    SkipReason known = SkipReason.forNumber(number);
    return known == null ? SkipReason.SKIP_REASON_UNSPECIFIED : known;
  }

  private static TerminalSettings settings(TerminalMetadata metadata) {
    return new TerminalSettings(
        TerminalSettings.orDefault(metadata.getSizePolicy()),
        metadata.hasFixedSize() ? metadata.getFixedSize() : null,
        metadata.getRetentionBytes(),
        metadata.getWaitForReaders());
  }
}
