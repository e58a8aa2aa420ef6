package dev.muxwire.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.TerminalCursor;
import dev.muxwire.proto.v1.TerminalSpec;
import dev.muxwire.server.FakeLoop;
import dev.muxwire.server.UnopenableLogs;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import dev.muxwire.wire.ProtocolViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Terminals whose store lost something, or whose own log is damaged. */
final class DamagedTerminalTest {
  private final FakeLoop loop = new FakeLoop();
  private final List<String> told = new ArrayList<>();
  private final FakeHost host = new FakeHost();
  private MemoryLogStore store = new MemoryLogStore();
  private TerminalDirectory directory = open(store);
  private long nextEpoch = 1;

  private TerminalDirectory open(LogStore opened) {
    return new TerminalDirectory(
        "terminal/",
        loop,
        opened,
        new BlockCache(4 * Segment.BYTES),
        new Events(),
        () -> nextEpoch++,
        new TerminalDirectory.Settings(Long.MAX_VALUE, 2 * Segment.BYTES, 1_000, Segment.BYTES));
  }

  @BeforeEach
  void openTwoTerminals() {
    loop.run();
    directory.register("h", "i", Set.of(), false, host);
    for (String id : List.of("t", "u")) {
      directory.open(id, "h", TerminalSpec.getDefaultInstance(), failure -> {});
      loop.run();
      directory.opened(id, null);
      publish(id, 0);
      append(id, 0, "hello");
    }
    host.publishers.clear();
  }

  private Terminal terminal(String id) {
    return Objects.requireNonNull(directory.find(id));
  }

  private QuietHost publish(String id, long heldFrom) {
    QuietHost publisher = new QuietHost();
    terminal(id).publish(publisher, heldFrom);
    host.publishers.add(publisher);
    loop.run();
    return publisher;
  }

  private void append(String id, long offset, String text) {
    QuietHost publisher = host.publishers.get(host.publishers.size() - 1);
    terminal(id)
        .append(
            publisher,
            PublishOutput.newBuilder()
                .setOffset(offset)
                .setData(ByteString.copyFromUtf8(text))
                .build());
    loop.run();
  }

  private StartPoint resume(String id, long epoch, long offset) {
    List<StartPoint> starts = new ArrayList<>();
    TerminalCursor cursor =
        TerminalCursor.newBuilder().setLogEpoch(epoch).setOffset(offset).build();
    StartPoint.find(
        Attach.newBuilder().setCursor(cursor).build(), terminal(id).output(), starts::add);
    return starts.get(0);
  }

  @Test
  void sameGeneration_keepsTheLogEpoch() {
    long epoch = terminal("t").output().epoch();
    directory = open(store.crash());
    loop.run();
    assertThat(terminal("t").output().epoch()).isEqualTo(epoch);
  }

  @Test
  void anotherGeneration_tellsWhatIsLost_andTheHostGoesOn() {
    long epoch = terminal("u").output().epoch();
    MemoryLogStore backup = store.backup();
    publish("u", 0);
    append("u", 5, " world");
    directory = open(backup);
    loop.run();
    assertThat(terminal("u").output().epoch()).isNotEqualTo(epoch);
    assertThat(resume("u", epoch, 5)).isEqualTo(new StartPoint(5, null));
    Gap lost = new Gap(5, 11, SkipReason.SKIP_REASON_LOST);
    assertThat(resume("u", epoch, 11)).isEqualTo(new StartPoint(5, lost));
    publish("u", 11);
    append("u", 11, "!");
    OutputCursor cursor = new OutputCursor(terminal("u").output(), 5);
    assertThat(cursor.next(10)).isEqualTo(new OutputCursor.Missing(lost));
    assertThat(cursor.next(10)).isInstanceOf(OutputCursor.Data.class);
    assertThat(cursor.position()).isEqualTo(12);
  }

  @Test
  void anEpochOfAnotherGeneration_isBegunOnce() {
    MemoryLogStore backup = store.backup();
    directory = open(backup);
    loop.run();
    long epoch = terminal("t").output().epoch();
    directory = open(backup.crash());
    loop.run();
    assertThat(terminal("t").output().epoch()).isEqualTo(epoch);
  }

  @Test
  void metadataThatMakesNoSense_isNamed_andOtherTerminalsAreServed() {
    for (byte[] junk : List.of(new byte[] {1, 2, 3}, new byte[] {10, 0})) {
      store.open("terminal/t", loop).putMetadata(junk, Log.Completion.NONE);
      store = store.crash();
      told.clear();
      directory = open(store);
      loop.run();
      assertDamaged("log terminal/t: its metadata");
      assertThat(told).containsExactly("terminal/t");
    }
  }

  @Test
  void aLogThatCannotBeOpened_isNamed_andOtherTerminalsAreServed() {
    directory = open(new UnopenableLogs(store, Set.of("terminal/t")));
    loop.run();
    assertDamaged("log terminal/t cannot be opened");
  }

  private void assertDamaged(String why) {
    assertThat(directory.find("t")).isNull();
    ProtocolViolation missing = directory.whyMissing("t");
    assertThat(missing.code()).isEqualTo(ErrorCode.ERROR_CODE_STORAGE);
    assertThat(missing).hasMessageContaining(why);
    assertThat(directory.whyMissing("v").code()).isEqualTo(ErrorCode.ERROR_CODE_NOT_FOUND);
    assertThat(resume("u", 0, 0).offset()).isZero();
    FakeHost again = new FakeHost();
    directory.register("h", "i", Set.of("t", "u", "v"), true, again);
    assertThat(again.unknown).containsExactly("v");
    List<ErrorCode> answers = new ArrayList<>();
    directory.open(
        "t",
        "h",
        TerminalSpec.getDefaultInstance(),
        failure -> answers.add(Objects.requireNonNull(failure).code()));
    assertThat(answers).containsExactly(ErrorCode.ERROR_CODE_STORAGE);
  }

  @Test
  void aDamagedTerminal_canBeForgotten() {
    store.open("terminal/t", loop).putMetadata(new byte[] {1}, Log.Completion.NONE);
    directory = open(store);
    loop.run();
    assertThat(directory.ids()).containsExactly("u", "t");
    directory.forget("t");
    loop.run();
    assertThat(store.list("terminal/")).containsExactly("terminal/u");
    assertThat(directory.whyMissing("t").code()).isEqualTo(ErrorCode.ERROR_CODE_NOT_FOUND);
  }

  @Test
  void aRecordThatMakesNoOutput_isToldToTheReader() {
    Log log = store.open("terminal/t", loop);
    log.append(List.of(new LogRecord(5, 9, new byte[] {1, 2, 3})), Log.Completion.NONE);
    directory = open(store);
    loop.run();
    OutputCursor cursor = new OutputCursor(terminal("t").output(), 0);
    assertThat(cursor.next(10)).isInstanceOf(OutputCursor.NotLoaded.class);
    List<@Nullable Throwable> failures = new ArrayList<>();
    cursor.load(failures::add);
    loop.run();
    assertThat(failures)
        .singleElement()
        .satisfies(
            failure -> assertThat(failure).hasMessageStartingWith("log terminal/t: a record"));
  }

  @Test
  void aBlockThatCannotBeRead_isNamedToTheReader() {
    directory = open(store);
    loop.run();
    store.failReads(new LogFailure(LogFailure.Kind.DAMAGED, "log terminal/t: checksum"));
    List<@Nullable Throwable> failures = new ArrayList<>();
    new OutputCursor(terminal("t").output(), 0).load(failures::add);
    loop.run();
    assertThat(failures)
        .singleElement()
        .satisfies(failure -> assertThat(failure).hasMessage("log terminal/t: checksum"));
  }

  private static final class FakeHost extends QuietHost {
    private final List<QuietHost> publishers = new ArrayList<>();
    private List<String> unknown = List.of();

    @Override
    public void registered(List<String> unknownTerminalIds) {
      unknown = unknownTerminalIds;
    }
  }

  private final class Events extends QuietEvents {
    @Override
    public void damaged(String log, LogFailure failure) {
      told.add(log);
    }
  }
}
