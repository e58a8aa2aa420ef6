package dev.muxwire.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.PublishResized;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.server.FakeLoop;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import dev.muxwire.wire.Bodies;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * A cursor delivers the log byte for byte, wherever it starts and whether the bytes are in memory
 * or on disk.
 */
final class OutputCursorTest {
  private final FakeLoop loop = new FakeLoop();
  private final MemoryLogStore store = new MemoryLogStore();
  private Log log = store.open("t", loop);
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private TerminalOutput output = open();

  private TerminalOutput open() {
    log = store.open("t", loop);
    TerminalFacts facts =
        new TerminalFacts(
            "host",
            List.of(new TerminalFacts.Epoch(1, 0)),
            List.of(),
            size(80),
            null,
            TerminalSettings.retaining(Long.MAX_VALUE),
            0);
    return new TerminalOutput(
        "t", loop, log, new BlockCache(4 * Segment.BYTES), 2 * Segment.BYTES, facts);
  }

  private static TerminalSize size(int columns) {
    return TerminalSize.newBuilder().setColumns(columns).setRows(24).build();
  }

  private void append(byte[] data) {
    long offset = log.end();
    PublishOutput published =
        PublishOutput.newBuilder().setOffset(offset).setData(ByteString.copyFrom(data)).build();
    log.append(
        List.of(
            new LogRecord(
                offset,
                offset + data.length,
                Bodies.encode(ClientFrame.PUBLISH_OUTPUT_FIELD_NUMBER, published))),
        Log.Completion.NONE);
    output.append(published.getData());
    written.writeBytes(data);
  }

  private void resize(int columns) {
    PublishResized resized =
        PublishResized.newBuilder().setOffset(log.end()).setSize(size(columns)).build();
    log.append(
        List.of(
            new LogRecord(
                log.end(),
                log.end(),
                Bodies.encode(ClientFrame.PUBLISH_RESIZED_FIELD_NUMBER, resized))),
        Log.Completion.NONE);
    output.resized(size(columns));
  }

  /** As the terminal does it: the facts, the log, what is in memory. */
  private void purge(long before) {
    output.publish(output.facts().withPurge(log.start(), before));
    log.erase(before, OutputRecords::cut, Log.Completion.NONE);
    output.erased();
  }

  private List<Gap> gapsFrom(long offset) {
    List<Gap> gaps = new ArrayList<>();
    OutputCursor cursor = new OutputCursor(output, offset);
    for (Gap gap = cursor.skipMissing(); gap != null; gap = cursor.skipMissing()) {
      gaps.add(gap);
    }
    return gaps;
  }

  private static Gap gap(long from, long to, SkipReason reason) {
    return new Gap(from, to, reason);
  }

  @Test
  void purge_inMemoryAndOnDisk_leavesWhatFollowsByteForByte() {
    Random random = new Random(3);
    appendRandom(random, 5 * Segment.BYTES);
    for (long before : new long[] {10, Segment.BYTES, 3 * Segment.BYTES + 7, output.end() - 5}) {
      byte[] warm = readFrom(output.retainedFrom());
      purge(before);
      assertThat(output.retainedFrom()).isEqualTo(before);
      assertThat(gapsFrom(0)).containsExactly(gap(0, before, SkipReason.SKIP_REASON_PURGED));
      byte[] all = written.toByteArray();
      assertThat(warm).isNotEmpty();
      assertThat(readFrom(before))
          .isEqualTo(java.util.Arrays.copyOfRange(all, (int) before, all.length));
    }
    purge(output.end());
    append(new byte[] {1, 2, 3});
    assertThat(readFrom(output.end() - 3)).isEqualTo(new byte[] {1, 2, 3});
  }

  @Test
  void purge_betweenTrims_isToldApartFromThem() {
    appendRandom(new Random(4), 1000);
    log.trim(100);
    output.trimmed();
    purge(300);
    purge(350);
    log.trim(500);
    output.trimmed();
    purge(600);
    assertThat(gapsFrom(0))
        .containsExactly(
            gap(0, 100, SkipReason.SKIP_REASON_RETENTION),
            gap(100, 350, SkipReason.SKIP_REASON_PURGED),
            gap(350, 500, SkipReason.SKIP_REASON_RETENTION),
            gap(500, 600, SkipReason.SKIP_REASON_PURGED));
    assertThat(gapsFrom(200)).first().isEqualTo(gap(200, 350, SkipReason.SKIP_REASON_PURGED));
    assertThat(gapsFrom(600)).isEmpty();
  }

  @Test
  void purge_ofHoles_isOneHole_andKeepsTheRestOfOneThatItCuts() {
    TerminalFacts facts =
        output
            .facts()
            .withHole(gap(10, 20, SkipReason.SKIP_REASON_HOST_OVERFLOW))
            .withHole(gap(40, 60, SkipReason.SKIP_REASON_HOST_OVERFLOW))
            .withPurge(5, 50);
    assertThat(facts.holes())
        .containsExactly(
            gap(5, 50, SkipReason.SKIP_REASON_PURGED),
            gap(50, 60, SkipReason.SKIP_REASON_HOST_OVERFLOW));
    assertThat(facts.purgedBefore()).isEqualTo(50);
    assertThat(facts.withPurge(50, 40)).isSameAs(facts);
  }

  private byte[] readFrom(long from) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    OutputCursor cursor = new OutputCursor(output, from);
    while (cursor.position() < output.end()) {
      OutputCursor.Step step = cursor.next(4096);
      if (step instanceof OutputCursor.Data data) {
        read.write(data.array(), data.from(), data.length());
      } else if (step instanceof OutputCursor.NotLoaded) {
        cursor.load(failure -> assertThat(failure).isNull());
        loop.run();
      } else {
        throw new AssertionError("unexpected: " + step);
      }
    }
    return read.toByteArray();
  }

  private void appendRandom(Random random, int bytes) {
    int left = bytes;
    while (left > 0) {
      byte[] data = new byte[Math.min(left, 1 + random.nextInt(5000))];
      random.nextBytes(data);
      append(data);
      left -= data.length;
    }
  }

  /** What a cursor delivers until the end, and the columns that it told on the way. */
  private byte[] readAll(OutputCursor cursor, int stepBytes, List<Integer> columns) {
    ByteArrayOutputStream delivered = new ByteArrayOutputStream();
    while (true) {
      OutputCursor.Step step = cursor.next(stepBytes);
      if (step instanceof OutputCursor.Data data) {
        delivered.write(data.array(), data.from(), data.length());
      } else if (step instanceof OutputCursor.Resize resize) {
        columns.add(resize.size().getColumns());
      } else if (step instanceof OutputCursor.NotLoaded) {
        boolean[] done = new boolean[1];
        cursor.load(failure -> done[0] = failure == null);
        loop.run();
        assertThat(done[0]).isTrue();
      } else if (step instanceof OutputCursor.AtEnd) {
        return delivered.toByteArray();
      } else {
        throw new AssertionError("unexpected " + step);
      }
    }
  }

  @Property(tries = 40)
  void fromAnywhere_inMemoryOrOnDisk_theBytesAreTheLogs(@ForAll long seed) {
    OutputCursorTest test = new OutputCursorTest();
    Random random = new Random(seed);
    test.appendRandom(random, 1 + random.nextInt(8 * Segment.BYTES));
    if (random.nextBoolean()) {
      test.output = test.open(); // nothing in memory
      test.appendRandom(random, random.nextInt(3 * Segment.BYTES) + 1);
    }
    byte[] all = test.written.toByteArray();
    int from = random.nextInt(all.length + 1);
    OutputCursor cursor = new OutputCursor(test.output, from);
    byte[] delivered = test.readAll(cursor, 1 + random.nextInt(40_000), new ArrayList<>());
    assertThat(delivered).isEqualTo(java.util.Arrays.copyOfRange(all, from, all.length));
  }

  @Test
  void resizes_areToldOnceEach_atTheirPlace_fromMemoryAndFromDisk() {
    append(new byte[100]);
    resize(90);
    resize(91);
    append(new byte[100]);
    resize(92);
    List<Integer> columns = new ArrayList<>();
    OutputCursor cursor = new OutputCursor(output, 0);
    assertThat(readAll(cursor, 1000, columns)).hasSize(200);
    assertThat(cursor.hasMore()).isFalse();
    resize(93);
    assertThat(cursor.hasMore()).isTrue();
    readAll(cursor, 1000, columns);
    assertThat(columns).containsExactly(90, 91, 92, 93);

    output = open();
    append(new byte[1]);
    List<Integer> fromDisk = new ArrayList<>();
    readAll(new OutputCursor(output, 0), 1000, fromDisk);
    assertThat(fromDisk).startsWith(90, 91);
  }

  @Test
  void aCursorBehindRetention_isToldTheGap() {
    appendRandom(new Random(1), 3 * Segment.BYTES);
    log.trim(Segment.BYTES);
    output.trimmed();
    OutputCursor cursor = new OutputCursor(output, 10);
    assertThat(cursor.next(100))
        .isEqualTo(
            new OutputCursor.Missing(new Gap(10, Segment.BYTES, SkipReason.SKIP_REASON_RETENTION)));
    assertThat(readAll(cursor, 10_000, new ArrayList<>())).hasSize(2 * Segment.BYTES);
  }

  @Test
  void aCursorBeyondTheEnd_waits() {
    append(new byte[10]);
    OutputCursor cursor = new OutputCursor(output, 15);
    assertThat(cursor.next(100)).isInstanceOf(OutputCursor.AtEnd.class);
    assertThat(cursor.hasMore()).isFalse();
    append(new byte[10]);
    assertThat(cursor.hasMore()).isTrue();
    assertThat(readAll(cursor, 100, new ArrayList<>())).hasSize(5);
  }
}
