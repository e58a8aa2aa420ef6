package dev.muxwire.server.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.server.FakeLoop;
import dev.muxwire.server.config.Limits;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import dev.muxwire.wire.EntityFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a change brings along for readers that are complete. */
final class NewsTest {
  private final FakeLoop loop = new FakeLoop();
  private final Workspace workspace =
      new Workspace(
          loop,
          StateStorage.durable(new MemoryLogStore(), "workspace/main"),
          77,
          Limits.DEFAULT,
          new PartCache(1 << 20));
  private final List<StateReader.@Nullable News> told = new ArrayList<>();
  private final StateReader reader =
      workspace.open(Filter.ALL, null, start -> {}, problem -> {}, told::add);

  private void create(String id, String title) {
    EntityBody body = EntityBody.newBuilder().setTab(Tab.newBuilder().setTitle(title)).build();
    Batch.Operation create = new Batch.Create(id, EntityFields.split(body));
    workspace.submit(Batch.internal(create), IGNORED);
    loop.run();
  }

  private static final Workspace.Outcome IGNORED =
      new Workspace.Outcome() {
        @Override
        public void applied(long epoch, long revision) {}

        @Override
        public void refused(long epoch, BatchRefused refusal) {
          throw new AssertionError(refusal);
        }
      };

  private StateScanPart next(long base, long through) {
    List<StateScanPart> parts = new ArrayList<>();
    reader.next(base, through, StateReader.Form.plain(1 << 16), parts::add);
    loop.run();
    return parts.get(0);
  }

  private StateReader.News latest() {
    return Objects.requireNonNull(told.get(told.size() - 1));
  }

  private static List<String> ids(StateScanPart part) throws Exception {
    StatePart message = ServerFrame.parseFrom(part.body().bytes()).getStatePart();
    return message.getChangesList().stream().map(change -> change.getId()).toList();
  }

  @Test
  void readerThatIsComplete_isToldTheChange_fromWhereItStands() throws Exception {
    create("a", "one");
    long at = next(0, 0).through();
    create("b", "two");
    StateReader.News news = latest();
    assertThat(news.from()).isEqualTo(at);
    assertThat(ids(news.part())).containsExactly("b");
    assertThat(news.part().consistent()).isTrue();
    reader.took(news);
    create("c", "three");
    assertThat(latest().from()).isEqualTo(news.part().through());
    assertThat(ids(latest().part())).containsExactly("c");
  }

  @Test
  void newsThatIsPassedOver_comesWithWhatFollows() throws Exception {
    create("a", "one");
    long at = next(0, 0).through();
    create("b", "two");
    create("c", "three");
    assertThat(latest().from()).isEqualTo(at);
    assertThat(ids(latest().part())).containsExactly("b", "c");
    assertThat(ids(next(at, at))).containsExactly("b", "c");
  }

  @Test
  void readerThatIsNotComplete_isOnlyToldThatSomethingChanged() {
    create("a", "one");
    assertThat(told).containsOnlyNulls().isNotEmpty();
  }

  @Test
  void changeThatIsLarge_isAskedFor() throws Exception {
    create("a", "one");
    long at = next(0, 0).through();
    create("b", "x".repeat(5_000));
    assertThat(told.get(told.size() - 1)).isNull();
    assertThat(ids(next(at, at))).containsExactly("b");
  }

  @Test
  void readersAtOnePlace_areToldTheSameBytes_keptFromTheSecondOn() {
    List<StateReader.@Nullable News> others = new ArrayList<>();
    List<StateReader> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      readers.add(
          workspace.open(Filter.ALL, null, start -> {}, problem -> {}, told -> others.add(told)));
    }
    create("a", "one");
    next(0, 0);
    readers.forEach(reader -> reader.next(0, 0, StateReader.Form.plain(1 << 16), part -> {}));
    loop.run();
    others.clear();
    create("b", "two");
    List<StateScanPart> parts =
        Stream.concat(Stream.of(latest()), others.stream())
            .map(news -> Objects.requireNonNull(news).part())
            .toList();
    assertThat(parts).hasSize(4);
    assertThat(parts.get(1)).isNotSameAs(parts.get(0));
    assertThat(parts.get(2)).isSameAs(parts.get(1)).isSameAs(parts.get(3));
    assertThat(parts).extracting(StateScanPart::identity).containsOnly(parts.get(0).identity());
    assertThat(parts)
        .allSatisfy(part -> assertThat(part.body().bytes()).isEqualTo(parts.get(0).body().bytes()));
  }
}
