package dev.muxwire.server.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ExitReason;
import dev.muxwire.proto.v1.PublishExited;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.TerminalExit;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.proto.v1.TerminalSpec;
import dev.muxwire.server.FakeLoop;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import dev.muxwire.wire.ProtocolViolation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A terminal whose log failed goes on by itself once the disk takes writes, and nothing is lost.
 */
final class TerminalRecoveryTest {
  private static final LogFailure FULL = new LogFailure(LogFailure.Kind.FULL, "the disk is full");

  private final FakeLoop loop = new FakeLoop();
  private final Deque<Runnable> syncs = new ArrayDeque<>();
  private MemoryLogStore store = new MemoryLogStore(syncs::add);
  private TerminalDirectory directory = open();
  private final List<TerminalExit> exits = new ArrayList<>();
  private long nextEpoch = 1;

  private TerminalDirectory open() {
    return new TerminalDirectory(
        "terminal/",
        loop,
        store,
        new BlockCache(4 * Segment.BYTES),
        new Events(),
        () -> nextEpoch++,
        new TerminalDirectory.Settings(Long.MAX_VALUE, 2 * Segment.BYTES, 1_000, Segment.BYTES));
  }

  @BeforeEach
  void registerHost() {
    settle();
    directory.register("h", "first", Set.of(), false, new QuietHost());
  }

  private void settle() {
    loop.run();
    while (!syncs.isEmpty()) {
      syncs.remove().run();
      loop.run();
    }
  }

  private void letTimePass() {
    for (int i = 0; i < 5; i++) {
      loop.advance(2_000);
      settle();
    }
  }

  private @Nullable ProtocolViolation openTerminal() {
    List<@Nullable ProtocolViolation> answers = new ArrayList<>();
    directory.open("t", "h", TerminalSpec.getDefaultInstance(), answers::add);
    settle();
    if (answers.isEmpty()) {
      directory.opened("t", null);
      settle();
    }
    return answers.get(0);
  }

  private Terminal terminal() {
    return Objects.requireNonNull(directory.find("t"));
  }

  private void append(RecordingPublisher from, long offset, String text) {
    terminal().append(from, output(offset, text));
    settle();
  }

  private static PublishOutput output(long offset, String text) {
    return PublishOutput.newBuilder()
        .setOffset(offset)
        .setData(ByteString.copyFromUtf8(text))
        .build();
  }

  private void exit(RecordingPublisher from, long offset) {
    terminal().exited(from, exitAt(offset));
    settle();
  }

  private static PublishExited exitAt(long offset) {
    TerminalExit exit =
        TerminalExit.newBuilder().setReason(ExitReason.EXIT_REASON_EXITED).setStatus(3).build();
    return PublishExited.newBuilder().setOffset(offset).setExit(exit).build();
  }

  private RecordingPublisher publish() {
    RecordingPublisher publisher = new RecordingPublisher();
    terminal().publish(publisher, 0);
    settle();
    return publisher;
  }

  @Test
  void whatWasNotDurable_isPublishedAgain_andReadersThatAreAheadWaitForIt() {
    openTerminal();
    RecordingPublisher publisher = publish();
    append(publisher, 0, "hello");
    OutputCursor ahead = new OutputCursor(terminal().output(), 5);
    store.failWrites(FULL);
    append(publisher, 5, " world");
    exit(publisher, 11);
    assertThat(publisher.refusal).isEqualTo(ErrorCode.ERROR_CODE_STORAGE);
    assertThat(text(ahead)).isEqualTo(" world"); // shown before it was durable
    assertThat(publish().refusal).isEqualTo(ErrorCode.ERROR_CODE_STORAGE);
    letTimePass();
    assertThat(publish().refusal).isEqualTo(ErrorCode.ERROR_CODE_STORAGE);

    store.failWrites(null);
    letTimePass();
    RecordingPublisher again = publish();
    assertThat(again.end).isEqualTo(5);
    assertThat(ahead.next(100)).isInstanceOf(OutputCursor.AtEnd.class);
    append(again, 5, " world!");
    exit(again, 12);
    assertThat(again.durable).isEqualTo(12);
    assertThat(again.exitDurable).isTrue();
    assertThat(text(ahead)).isEqualTo("!");
    assertThat(text(new OutputCursor(terminal().output(), 0))).isEqualTo("hello world!");
    assertThat(exits).hasSize(1);
  }

  @Test
  void whatComesBetweenAFailureAndTheWordOfIt_isNoFaultOfTheHost() {
    openTerminal();
    RecordingPublisher publisher = publish();
    store.failWrites(FULL);
    terminal().append(publisher, output(0, "hello"));
    syncs.remove().run(); // it has failed, and the terminal does not know
    terminal().append(publisher, output(5, " world"));
    terminal().exited(publisher, exitAt(11));
    assertThat(publisher.refusal).isNull();
    settle();
    assertThat(publisher.refusal).isEqualTo(ErrorCode.ERROR_CODE_STORAGE);

    store.failWrites(null);
    letTimePass();
    RecordingPublisher again = publish();
    assertThat(again.end).isZero();
    append(again, 0, "hello world");
    exit(again, 11);
    assertThat(again.exitDurable).isTrue();
    assertThat(text(new OutputCursor(terminal().output(), 0))).isEqualTo("hello world");
    assertThat(exits).hasSize(1);
  }

  @Test
  void aHostThatWasLostMeanwhile_staysLost_andWhatItAloneHadIsSaidToBe() {
    openTerminal();
    RecordingPublisher publisher = publish();
    append(publisher, 0, "hello");
    store.failWrites(FULL);
    append(publisher, 5, " world");
    long epoch = terminal().output().epoch();
    directory.register("h", "second", Set.of(), true, new QuietHost());
    settle();
    store.failWrites(null);
    letTimePass();
    restart();
    TerminalExit exit = Objects.requireNonNull(terminal().output().exit());
    assertThat(exit.getReason()).isEqualTo(ExitReason.EXIT_REASON_HOST_LOST);
    assertThat(terminal().output().end()).isEqualTo(5);
    assertThat(terminal().output().epoch()).isNotEqualTo(epoch);
  }

  @Test
  void aHostThatWasLost_afterAnExitThatWasNotDurable_isLostOnceTheExitIsGone() {
    openTerminal();
    RecordingPublisher publisher = publish();
    append(publisher, 0, "hello");
    store.failWrites(FULL);
    exit(publisher, 5);
    directory.register("h", "second", Set.of(), true, new QuietHost());
    settle();
    store.failWrites(null);
    letTimePass();
    TerminalExit exit = Objects.requireNonNull(terminal().output().exit());
    assertThat(exit.getReason()).isEqualTo(ExitReason.EXIT_REASON_HOST_LOST);
  }

  @Test
  void aPurgeThatFails_isSaidSo_andCanBeAskedForAgain() {
    openTerminal();
    RecordingPublisher publisher = publish();
    append(publisher, 0, "hello");
    exit(publisher, 5);
    store.failWrites(FULL);
    assertThat(Objects.requireNonNull(purge()).code()).isEqualTo(ErrorCode.ERROR_CODE_STORAGE);
    store.failWrites(null);
    letTimePass();
    assertThat(text(new OutputCursor(terminal().output(), 0))).isEqualTo("hello");
    assertThat(purge()).isNull();
    assertThat(terminal().output().retainedFrom()).isEqualTo(5);
  }

  private @Nullable ProtocolViolation purge() {
    List<@Nullable ProtocolViolation> answers = new ArrayList<>();
    terminal().purge(0, answers::add);
    settle();
    return answers.get(0);
  }

  @Test
  void aHoleThatFails_endsNoPublication() {
    openTerminal();
    append(publish(), 0, "hello");
    store.failWrites(FULL);
    RecordingPublisher overflowed = new RecordingPublisher();
    terminal().publish(overflowed, 9);
    settle();
    assertThat(overflowed.refusal).isEqualTo(ErrorCode.ERROR_CODE_STORAGE); // to be tried again
    store.failWrites(null);
    letTimePass();
    RecordingPublisher again = new RecordingPublisher();
    terminal().publish(again, 9);
    append(again, 9, "!");
    assertThat(again.refusal).isNull();
    assertThat(again.durable).isEqualTo(10);
  }

  @Test
  void aTerminalThatCouldNotBeRecorded_isSaidSo_andNeverRuns() {
    store.failWrites(FULL);
    ProtocolViolation refusal = Objects.requireNonNull(openTerminal());
    assertThat(refusal.code()).isEqualTo(ErrorCode.ERROR_CODE_STORAGE);
    store.failWrites(null);
    letTimePass();
    restart();
    TerminalExit exit = Objects.requireNonNull(terminal().output().exit());
    assertThat(exit.getReason()).isEqualTo(ExitReason.EXIT_REASON_SPAWN_FAILED);
  }

  private void restart() {
    store = store.crash();
    directory = open();
    settle();
  }

  private String text(OutputCursor cursor) {
    StringBuilder text = new StringBuilder();
    while (true) {
      OutputCursor.Step step = cursor.next(100);
      if (step instanceof OutputCursor.Data data) {
        text.append(new String(data.array(), data.from(), data.length(), UTF_8));
      } else if (step instanceof OutputCursor.NotLoaded) {
        cursor.load(failure -> assertThat(failure).isNull());
        settle();
      } else {
        return text.toString();
      }
    }
  }

  private static final class RecordingPublisher extends QuietHost {
    private @Nullable ErrorCode refusal;
    private long end = -1;
    private long durable;
    private boolean exitDurable;

    @Override
    public void published(long epoch, long end, TerminalSize size, boolean exited) {
      this.end = end;
    }

    @Override
    public void durable(long offset, boolean exited) {
      durable = offset;
      exitDurable = exited;
    }

    @Override
    public void refused(ErrorCode code, String message) {
      refusal = code;
    }
  }

  private final class Events extends QuietEvents {
    @Override
    public void exited(String terminalId, TerminalExit exit) {
      exits.add(exit);
    }
  }
}
