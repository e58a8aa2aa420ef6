package dev.muxwire.server.terminal;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.PublishHole;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.server.FakeLoop;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import dev.muxwire.wire.Bodies;
import java.util.List;

/** A terminal's output that a test writes; most of it is on disk alone, the cache is small. */
public final class WrittenOutput {
  private final FakeLoop loop = new FakeLoop();
  private final Log log = new MemoryLogStore().open("t", loop);
  private final TerminalOutput output;

  public WrittenOutput() {
    this(4);
  }

  /**
   * @param cachedCells read back from the log, and kept
   */
  public WrittenOutput(int cachedCells) {
    TerminalFacts facts =
        new TerminalFacts(
            "host",
            List.of(new TerminalFacts.Epoch(1, 0)),
            List.of(),
            TerminalSize.newBuilder().setColumns(80).setRows(24).build(),
            null,
            TerminalSettings.retaining(Long.MAX_VALUE),
            0);
    output =
        new TerminalOutput(
            "t",
            loop,
            log,
            new BlockCache((long) cachedCells * Segment.BYTES),
            2 * Segment.BYTES,
            facts);
  }

  public TerminalOutput output() {
    return output;
  }

  public FakeLoop loop() {
    return loop;
  }

  public void append(byte[] data) {
    long offset = log.end();
    PublishOutput published =
        PublishOutput.newBuilder().setOffset(offset).setData(ByteString.copyFrom(data)).build();
    write(
        offset,
        offset + data.length,
        Bodies.encode(ClientFrame.PUBLISH_OUTPUT_FIELD_NUMBER, published));
    output.append(published.getData());
  }

  /** The host could not keep so many bytes. */
  public void hole(int bytes) {
    SkipReason reason = SkipReason.SKIP_REASON_HOST_OVERFLOW;
    Gap gap = new Gap(log.end(), log.end() + bytes, reason);
    PublishHole hole =
        PublishHole.newBuilder().setFrom(gap.from()).setTo(gap.to()).setReason(reason).build();
    output.publish(output.facts().withHole(gap));
    write(gap.from(), gap.to(), Bodies.encode(ClientFrame.PUBLISH_HOLE_FIELD_NUMBER, hole));
    output.skippedTo(gap.to());
  }

  /** The size changes, to what it was: readers get their bytes in another cutting. */
  public void mark() {
    output.resized(output.size());
  }

  public void trim(long before) {
    log.trim(before);
    output.trimmed();
  }

  /** As the terminal does it: the facts, the log, what is in memory. */
  public void purge(long before) {
    output.publish(output.facts().withPurge(log.start(), before));
    log.erase(before, OutputRecords::cut, Log.Completion.NONE);
    output.erased();
  }

  private void write(long from, long to, byte[] payload) {
    log.append(List.of(new LogRecord(from, to, payload)), Log.Completion.NONE);
  }
}
