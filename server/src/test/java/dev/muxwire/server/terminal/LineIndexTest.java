package dev.muxwire.server.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.LineRange;
import dev.muxwire.server.CountingLogStore;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.storage.ForwardingLog;
import dev.muxwire.server.storage.ForwardingLogStore;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LineIndexTest {
  private static final String CELL_OF_LINES = "1234567\n".repeat(Segment.BYTES / 8);
  private static final long LINES_A_CELL = Segment.BYTES / 8;

  private static LineRange line(long number, int before, int after) {
    return LineRange.newBuilder().setLine(number).setBefore(before).setAfter(after).build();
  }

  private static LineRange offset(long offset, int before, int after) {
    return LineRange.newBuilder().setOffset(offset).setBefore(before).setAfter(after).build();
  }

  /** One whose stores, a new one after each crash, count what is read of them. */
  private static LinesBench counting(List<CountingLogStore> stores) {
    return new LinesBench(
        Long.MAX_VALUE,
        store -> {
          stores.add(new CountingLogStore(store));
          return stores.get(stores.size() - 1);
        });
  }

  private static void printCells(LinesBench bench, int cells) {
    for (int i = 0; i < cells; i++) {
      bench.print(CELL_OF_LINES);
      bench.settle();
    }
  }

  @Test
  void position_isTheLineAroundIt_andTheEndIsBehindTheLastLine() {
    LinesBench bench = new LinesBench(Long.MAX_VALUE);
    bench.print("zero\none\r\ntwo");
    assertThat(bench.span(line(1, 0, 1))).isEqualTo(new LineSpan(5, 10, 1, 2));
    assertThat(bench.span(line(1, 1, 0))).isEqualTo(new LineSpan(0, 5, 0, 1));
    assertThat(bench.span(offset(9, 0, 1))).isEqualTo(new LineSpan(5, 10, 1, 2));
    assertThat(bench.span(offset(10, 1, 1))).isEqualTo(new LineSpan(5, 13, 1, 3));
    for (LineRange end :
        List.of(offset(13, 2, 9), offset(-1, 2, 9), line(3, 2, 9), line(-1, 2, 9))) {
      assertThat(bench.span(end)).as("%s", end).isEqualTo(new LineSpan(5, 13, 1, 3));
    }
    assertThat(bench.span(line(3, 0, 5))).isEqualTo(new LineSpan(13, 13, 3, 3));
    assertThat(bench.span(offset(7, 0, 0))).isEqualTo(new LineSpan(5, 5, 1, 1));
    assertThat(bench.span(offset(0, -1, -1))).isEqualTo(new LineSpan(0, 13, 0, 3));
  }

  @Test
  void terminalWithoutOutput_hasNoLine() {
    LinesBench bench = new LinesBench(Long.MAX_VALUE);
    assertThat(bench.span(offset(0, 5, 5))).isEqualTo(new LineSpan(0, 0, 0, 0));
    assertThat(bench.span(line(8, 5, 5))).isEqualTo(new LineSpan(0, 0, 0, 0));
    bench.print("a\n");
    assertThat(bench.span(line(8, 5, 5))).isEqualTo(new LineSpan(0, 2, 0, 1));
  }

  @Test
  void erasedLines_keepTheirNumbers_andAreLeftOut() {
    LinesBench bench = new LinesBench(Long.MAX_VALUE);
    bench.print("zero\none\ntwo\nthree");
    bench.purge(7); // in the middle of "one"
    bench.settle();
    assertThat(bench.terminal().output().retainedFrom()).isEqualTo(7);
    assertThat(bench.span(line(0, 0, 1))).isEqualTo(new LineSpan(7, 7, 1, 1));
    assertThat(bench.span(line(2, 2, 1))).isEqualTo(new LineSpan(7, 13, 1, 3));
    bench.crash(0);
    assertThat(bench.span(line(2, 0, 1))).isEqualTo(new LineSpan(9, 13, 2, 3));
    bench.purge(0);
    bench.settle();
    bench.print("!\nfour\n");
    bench.settle();
    assertThat(bench.span(offset(-1, 9, 0))).isEqualTo(new LineSpan(18, 25, 3, 5));
  }

  @Test
  void readersGoOnBehindAHole_withinACell_thatIsOnDiskAlone() {
    LinesBench bench = new LinesBench(Long.MAX_VALUE);
    bench.print("a\nb");
    bench.hole(100);
    bench.print("c\nd\n");
    bench.settle();
    bench.crash(0);
    assertThat(bench.read(0, 107)).asString(UTF_8).isEqualTo("a\nbc\nd\n");
    assertThat(bench.read(104, 107)).asString(UTF_8).isEqualTo("\nd\n");
    assertThat(bench.span(line(1, 0, 1))).isEqualTo(new LineSpan(2, 105, 1, 2));
  }

  @Test
  void start_readsNothing_andTheFirstUseOnlyWhatWasNotCountedDurably() {
    List<CountingLogStore> stores = new ArrayList<>();
    LinesBench bench = counting(stores);
    printCells(bench, 100);
    bench.crash(0);
    CountingLogStore restarted = stores.get(1);
    assertThat(restarted.reads()).isZero();

    assertThat(bench.span(line(50 * LINES_A_CELL + 3, 0, 1)).from())
        .isEqualTo(50L * Segment.BYTES + 24);
    assertThat(restarted.bytes()).isLessThan(14L * Segment.BYTES);
  }

  @Test
  void linesOfVeryUnequalLength_takeAtMostTwiceAsManyReadsAsByHalves() {
    List<CountingLogStore> stores = new ArrayList<>();
    LinesBench bench = counting(stores);
    String longLine = "x".repeat(Segment.BYTES - 1) + "\n";
    for (int i = 0; i < 250; i++) {
      bench.print(longLine);
      bench.settle();
    }
    bench.print("\n".repeat(Segment.BYTES));
    bench.settle();
    for (int i = 0; i < 5; i++) {
      bench.print(longLine);
      bench.settle();
    }
    for (long number : List.of(1L, 100L, 249L, 251L, 60_000L, 250L + Segment.BYTES + 2)) {
      long at =
          Math.min(number, 250) * Segment.BYTES
              + Math.min(Math.max(0, number - 250), Segment.BYTES)
              + Math.max(0, number - 250 - Segment.BYTES) * Segment.BYTES;
      stores.get(0).forget();
      assertThat(bench.span(line(number, 0, 1)).from()).isEqualTo(at);
      int twoSearchesAndCells = 2 * (2 * 9 + 1) + 2; // by halves, each takes 9 of 256 cells
      assertThat(stores.get(0).reads()).as("line %d", number).isLessThan(twoSearchesAndCells);
    }
  }

  @Test
  void linesAreGuessedWell_whenTheFrontIsGone() {
    List<CountingLogStore> stores = new ArrayList<>();
    LinesBench bench = counting(stores);
    printCells(bench, 400);
    bench.purge(350L * Segment.BYTES);
    bench.settle();
    for (long cell : List.of(351L, 370L, 390L)) {
      stores.get(0).forget();
      assertThat(bench.span(line(cell * LINES_A_CELL + 3, 0, 1)).from())
          .isEqualTo(cell * Segment.BYTES + 24);
      assertThat(stores.get(0).reads()).as("cell %d", cell).isLessThan(5);
    }
  }

  @Test
  void terminalFromBeforeThereWasAnIndex_isCountedWhenSomebodyAsks() {
    LinesBench bench = new LinesBench(Long.MAX_VALUE);
    printCells(bench, 20);
    bench.print("rest");
    bench.settle();
    bench.store().delete(LinesBench.LINES_LOG);
    bench.settle();
    bench.crash(0);
    assertThat(bench.store().list("terminal-lines/")).isEmpty();

    assertThat(bench.span(line(20 * LINES_A_CELL, 0, 1)))
        .isEqualTo(
            new LineSpan(
                20L * Segment.BYTES,
                20L * Segment.BYTES + 4,
                20 * LINES_A_CELL,
                20 * LINES_A_CELL + 1));
    bench.settle();
    assertThat(bench.store().list("terminal-lines/")).containsExactly(LinesBench.LINES_LOG);
  }

  @Test
  void indexThatIsAheadOfItsOutput_isMadeAnew_withTheNumbersOfTheTimeBefore() {
    LinesBench bench = new LinesBench(Long.MAX_VALUE);
    printCells(bench, 20);
    MemoryLogStore backup = bench.store().backup();
    printCells(bench, 40);
    bench.purge(10L * Segment.BYTES);
    bench.settle();
    loseOutputAfter(bench, backup);

    assertThat(bench.terminal().output().end()).isEqualTo(20L * Segment.BYTES);
    bench.print("x\n".repeat(Segment.BYTES));
    bench.settle();
    assertThat(bench.span(line(20 * LINES_A_CELL + 1, 0, 1)).from())
        .isEqualTo(20L * Segment.BYTES + 2);
    assertThat(bench.span(line(11 * LINES_A_CELL, 0, 1)).from()).isEqualTo(11L * Segment.BYTES);
  }

  /** The output as it once was, with the index of later. */
  private static void loseOutputAfter(LinesBench bench, MemoryLogStore backup) {
    var later = bench.store().open(LinesBench.LINES_LOG, Runnable::run);
    backup.delete(LinesBench.LINES_LOG);
    var copy = backup.open(LinesBench.LINES_LOG, Runnable::run);
    later.read(
        0,
        Integer.MAX_VALUE,
        (records, failure) -> {
          copy.append(records, unheard -> {});
        });
    bench.settle();
    bench.restartOn(backup);
  }

  @Test
  void index_isTrimmedWithTheOutput_andGoesWithTheTerminal() {
    LinesBench bench = new LinesBench(4L * Segment.BYTES);
    printCells(bench, 100);
    long retainedFrom = bench.terminal().output().retainedFrom();
    long start = bench.store().open(LinesBench.LINES_LOG, bench.loop).start();
    assertThat(start).isBetween(retainedFrom - 20L * Segment.BYTES, retainedFrom);
  }

  @Test
  void excessThatWaitedForItsCounts_goes_thoughNothingIsPrintedAnyMore() {
    long kept = 2L * Segment.BYTES;
    LinesBench bench = new LinesBench(kept);
    for (int i = 0; i < 6; i++) {
      bench.print(CELL_OF_LINES); // no sync in between: nothing is counted durably
    }
    long held = bench.terminal().output().end() - bench.terminal().output().retainedFrom();
    assertThat(held).isGreaterThan(kept + 2L * Segment.BYTES);
    bench.settle();
    long left = bench.terminal().output().end() - bench.terminal().output().retainedFrom();
    assertThat(left).isBetween(kept, kept + 2L * Segment.BYTES);
    assertThat(bench.span(line(LINES_A_CELL * 5, 0, 1)).firstLine()).isEqualTo(LINES_A_CELL * 5);
  }

  @Test
  void fullDisk_isGotOver_andNumbersStay() {
    LinesBench bench = new LinesBench(Long.MAX_VALUE);
    printCells(bench, 10);
    bench.store().failWrites(new LogFailure(LogFailure.Kind.FULL, "the disk is full"));
    printCells(bench, 10);
    bench.store().failWrites(null);
    for (int i = 0; i < 3; i++) {
      bench.loop.advance(2_000);
      bench.settle();
    }
    bench.publish();
    long lines = bench.terminal().output().end() / 8;
    bench.print("again\n");
    bench.settle();
    assertThat(bench.span(line(lines, 0, 1)).to()).isEqualTo(bench.terminal().output().end());
  }

  @Test
  void unreadableIndex_isTold_andHarmsNothingElse() {
    LinesBench bench = new LinesBench(Long.MAX_VALUE);
    printCells(bench, 20);
    bench.store().failReads(new LogFailure(LogFailure.Kind.DAMAGED, "a checksum is wrong"));
    assertThatThrownBy(() -> bench.span(line(7, 0, 1))).hasMessageContaining("checksum is wrong");
    bench.store().failReads(null);
    assertThat(bench.span(line(7, 0, 1)).from()).isEqualTo(56);
    printCells(bench, 1);
    assertThat(bench.terminal().output().end()).isEqualTo(21L * Segment.BYTES);
  }

  @Test
  void lookupThatNobodyWaitsFor_ends() {
    List<CountingLogStore> stores = new ArrayList<>();
    LinesBench bench = counting(stores);
    printCells(bench, 40);
    int before = stores.get(0).reads();
    var answer = bench.terminal().span(line(7, 0, 1), () -> false);
    bench.run();
    assertThat(answer).isNotDone();
    assertThat(stores.get(0).reads()).isEqualTo(before);
  }

  @Test
  void linesTrimmedWhileTheyAreLookedUp_leaveAPlaceWithItsNumber() {
    for (int reads = 0; reads < 12; reads++) {
      TrimmingStore[] store = new TrimmingStore[1];
      LinesBench bench =
          new LinesBench(
              Long.MAX_VALUE,
              real -> {
                store[0] = new TrimmingStore(real);
                return store[0];
              });
      bench.print("zero\none\n");
      bench.print("two\nthree\n");
      bench.purge(0);
      bench.settle(); // now the counts are on disk alone
      bench.print("four\nfive\n");
      bench.print("six\n");
      bench.purge(20);
      bench.settle();
      store[0].trimAfter(reads, 29);
      assertThat(bench.span(line(4, 0, 9)))
          .as("trimmed after %d reads", reads)
          .isIn(new LineSpan(20, 33, 4, 7), new LineSpan(29, 33, 6, 7));
    }
  }

  /** Trims the output in the midst of what is read. */
  private static final class TrimmingStore extends ForwardingLogStore {
    private final List<Log> outputs = new ArrayList<>();
    private int readsLeft = -1;
    private long trimTo;

    TrimmingStore(LogStore store) {
      super(store);
    }

    void trimAfter(int reads, long before) {
      readsLeft = reads;
      trimTo = before;
    }

    @Override
    public Log open(String name, Executor callbacks) {
      Log opened = super.open(name, callbacks);
      if (name.equals(LinesBench.OUTPUT_LOG)) {
        outputs.add(opened);
      }
      return new ForwardingLog(opened) {
        @Override
        public void read(long from, int maxBytes, ReadCompletion whenRead) {
          if (readsLeft-- == 0) {
            outputs.forEach(output -> output.trim(trimTo));
          }
          log.read(from, maxBytes, whenRead);
        }
      };
    }
  }

  @Test
  void breaks_areCountedWhereverTheyStand() {
    for (int length = 0; length < 40; length++) {
      for (int at = 0; at < length; at++) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) (at % 2 == 0 ? 0x8A : 0x0B));
        bytes[at] = '\n';
        assertThat(LineBreaks.count(ByteString.copyFrom(bytes))).isEqualTo(1);
      }
    }
    assertThat(LineBreaks.count(ByteString.copyFromUtf8("\n".repeat(77)))).isEqualTo(77);
  }

  @Test
  void audit_findsAnIndexThatCountsSomethingElse() {
    LinesBench bench = new LinesBench(Long.MAX_VALUE);
    printCells(bench, 20);
    bench.purge(3L * Segment.BYTES + 5);
    bench.settle();
    Log index = bench.store().open(LinesBench.LINES_LOG, Runnable::run);
    assertThat(audit(bench, index)).isNull();

    Log wrong = new MemoryLogStore().open("wrong", Runnable::run);
    index.read(
        0,
        Integer.MAX_VALUE,
        (records, failure) -> {
          for (LogRecord record : records) {
            LineRecord counts = LineRecord.of(record);
            int error = counts.from() == 9L * Segment.BYTES ? 1 : 0;
            LineRecord told =
                new LineRecord(
                    counts.from(), counts.to(), counts.before(), counts.breaks() - error);
            wrong.append(List.of(told.toLog()), e -> {});
          }
        });
    assertThat(audit(bench, wrong)).contains("line index", "before offset 655360");
  }

  private static @Nullable String audit(LinesBench bench, Log index) {
    List<OutputAudit.Report> reports = new ArrayList<>();
    Log output = bench.store().open(LinesBench.OUTPUT_LOG, Runnable::run);
    OutputAudit.run(output, index, reports::add);
    return reports.get(0).problem();
  }
}
