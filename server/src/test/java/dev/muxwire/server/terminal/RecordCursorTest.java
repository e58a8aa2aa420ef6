package dev.muxwire.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.PublishExited;
import dev.muxwire.proto.v1.PublishHole;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.PublishResized;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.server.FakeLoop;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A reader with times tells each record of its range once, in order, whatever it holds. */
final class RecordCursorTest {
  private final FakeLoop loop = new FakeLoop();
  private final Log log = new MemoryLogStore().open("t", loop);
  private final TerminalOutput output =
      new TerminalOutput(
          "t",
          loop,
          log,
          new BlockCache(4 * Segment.BYTES),
          2 * Segment.BYTES,
          new TerminalFacts(
              "host",
              List.of(new TerminalFacts.Epoch(1, 0)),
              List.of(),
              TerminalSize.newBuilder().setColumns(80).setRows(24).build(),
              null,
              TerminalSettings.retaining(Long.MAX_VALUE),
              0));

  private void append(int length, int field, MessageLite message) {
    log.append(
        List.of(OutputRecords.of(log.end(), log.end() + length, field, message)),
        Log.Completion.NONE);
  }

  private void print(String text, long elapsedMicros) {
    ByteString data = ByteString.copyFromUtf8(text);
    PublishOutput published =
        PublishOutput.newBuilder()
            .setOffset(log.end())
            .setData(data)
            .setElapsedUs(elapsedMicros)
            .build();
    append(data.size(), ClientFrame.PUBLISH_OUTPUT_FIELD_NUMBER, published);
    output.append(data);
  }

  private void resize(int columns, long elapsedMicros) {
    TerminalSize size = TerminalSize.newBuilder().setColumns(columns).setRows(24).build();
    PublishResized resized =
        PublishResized.newBuilder()
            .setOffset(log.end())
            .setSize(size)
            .setElapsedUs(elapsedMicros)
            .build();
    append(0, ClientFrame.PUBLISH_RESIZED_FIELD_NUMBER, resized);
    output.resized(size);
  }

  private void exit(long elapsedMicros) {
    PublishExited exited =
        PublishExited.newBuilder().setOffset(log.end()).setElapsedUs(elapsedMicros).build();
    append(0, ClientFrame.PUBLISH_EXITED_FIELD_NUMBER, exited);
  }

  private void hole(int length) {
    PublishHole hole =
        PublishHole.newBuilder()
            .setFrom(log.end())
            .setTo(log.end() + length)
            .setReason(SkipReason.SKIP_REASON_HOST_OVERFLOW)
            .build();
    append(length, ClientFrame.PUBLISH_HOLE_FIELD_NUMBER, hole);
    output.skippedTo(log.end());
  }

  private List<String> read(long from, long to, int maxBytes) {
    return read(new RecordCursor(output, from, to), maxBytes, Integer.MAX_VALUE);
  }

  private List<String> read(RecordCursor cursor, int maxBytes, int maxSteps) {
    List<String> told = new ArrayList<>();
    while (told.size() < maxSteps) {
      RecordCursor.Step step = cursor.next(maxBytes);
      if (step instanceof RecordCursor.AtEnd) {
        break;
      }
      if (step instanceof RecordCursor.NotLoaded) {
        assertThat(loaded(cursor)).isNull();
      } else {
        told.add(describe(step));
      }
    }
    return told;
  }

  private @Nullable Throwable loaded(RecordCursor cursor) {
    AtomicReference<@Nullable Throwable> outcome =
        new AtomicReference<>(new AssertionError("not told"));
    cursor.load(outcome::set);
    loop.run();
    return outcome.get();
  }

  private static String describe(RecordCursor.Step step) {
    if (step instanceof RecordCursor.Data data) {
      return data.offset() + " " + data.data().toStringUtf8() + " @" + data.elapsedMicros();
    } else if (step instanceof RecordCursor.Resize resize) {
      return resize.offset() + " to " + resize.size().getColumns() + " @" + resize.elapsedMicros();
    } else if (step instanceof RecordCursor.Exit exit) {
      return exit.offset() + " exit @" + exit.elapsedMicros();
    } else if (step instanceof RecordCursor.Missing missing) {
      Gap gap = missing.gap();
      return gap.from() + " to " + gap.to() + " " + gap.reason().name().substring(12);
    }
    throw new AssertionError(step);
  }

  private void session() {
    resize(90, 5);
    print("hello", 10);
    resize(100, 20);
    resize(110, 21);
    print("world", 30);
    hole(10);
    print("again", 40);
    resize(120, 45);
    exit(50);
  }

  private static final List<String> WHOLE =
      List.of(
          "0 to 90 @5",
          "0 hello @10",
          "5 to 100 @20",
          "5 to 110 @21",
          "5 world @30",
          "10 to 20 HOST_OVERFLOW",
          "20 again @40",
          "25 to 120 @45",
          "25 exit @50");

  @Test
  void wholeLog_isToldRecordByRecord_withItsTimes() {
    session();
    assertThat(read(0, 0, 1000)).isEqualTo(WHOLE);
    assertThat(read(0, 25, 1000)).isEqualTo(WHOLE);
  }

  @Test
  void range_endsWithItsLastByte_andBeginsWithTheMarkersThere() {
    session();
    assertThat(read(5, 7, 1000)).containsExactly("5 to 100 @20", "5 to 110 @21", "5 wo @30");
    assertThat(read(0, 5, 1000)).containsExactly("0 to 90 @5", "0 hello @10");
    assertThat(read(12, 15, 1000)).containsExactly("12 to 15 HOST_OVERFLOW");
    assertThat(read(25, 0, 1000)).containsExactly("25 to 120 @45", "25 exit @50");
    assertThat(read(26, 0, 1000)).isEmpty();
  }

  @Test
  void smallRoom_splitsARecord_underTheSameTime() {
    session();
    assertThat(read(0, 5, 3)).containsExactly("0 to 90 @5", "0 hel @10", "3 lo @10");
  }

  @Test
  void recordsBeyondOneBatch_areAllTold_onceEach() {
    for (int i = 0; i < 300; i++) {
      print("x".repeat(1000), i);
      resize(81 + i, i);
    }
    exit(300);
    assertThat(read(0, 0, 100_000))
        .hasSize(601)
        .doesNotHaveDuplicates()
        .endsWith("300000 exit @300");
  }

  @Test
  void forgotten_betweenAnySteps_isReadAgain_andNothingIsToldTwice() {
    session();
    for (int steps = 0; steps < WHOLE.size(); steps++) {
      RecordCursor cursor = new RecordCursor(output, 0, 0);
      List<String> told = read(cursor, 1000, steps);
      cursor.forget();
      told.addAll(read(cursor, 1000, Integer.MAX_VALUE));
      assertThat(told).isEqualTo(WHOLE);
    }
  }

  @Test
  void purge_takesWhatACursorHolds() {
    session();
    RecordCursor cursor = new RecordCursor(output, 0, 0);
    assertThat(read(cursor, 1000, 1)).containsExactly("0 to 90 @5");
    output.publish(output.facts().withPurge(0, 7));
    log.erase(7, OutputRecords::cut, Log.Completion.NONE);
    output.erased();
    assertThat(cursor.next(1000)).isInstanceOf(RecordCursor.Missing.class);
    assertThat(cursor.next(1000)).isInstanceOf(RecordCursor.NotLoaded.class);
    assertThat(read(cursor, 1000, 1)).containsExactly("7 rld @30");
  }

  @Test
  void damagedRecord_isAFailure_andNoOutput() {
    PublishOutput wrong =
        PublishOutput.newBuilder().setOffset(0).setData(ByteString.copyFromUtf8("short")).build();
    append(9, ClientFrame.PUBLISH_OUTPUT_FIELD_NUMBER, wrong);
    output.append(ByteString.copyFromUtf8("long enough"));
    RecordCursor cursor = new RecordCursor(output, 0, 0);
    assertThat(loaded(cursor)).hasMessageContaining("damaged");
  }

  @Test
  void openAtTheEnd_doesNotFollow() {
    print("old", 1);
    RecordCursor cursor = new RecordCursor(output, 0, 0);
    print("new", 2);
    assertThat(read(cursor, 1000, Integer.MAX_VALUE)).containsExactly("0 old @1");
  }
}
