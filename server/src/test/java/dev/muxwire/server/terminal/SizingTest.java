package dev.muxwire.server.terminal;

import static dev.muxwire.server.terminal.FakeViewer.size;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.v1.SizePolicy;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.server.FakeLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose size a terminal has, for any coming, going, typing and resizing of viewers. */
final class SizingTest {
  private static final TerminalSize FIRST = size(80, 24);
  private static final TerminalSize WIDE = size(200, 20);
  private static final TerminalSize HIGH = size(90, 60);

  private final FakeLoop loop = new FakeLoop();
  private TerminalSize terminal = FIRST;
  private final Viewers viewers = viewers(SizePolicy.SIZE_POLICY_LAST_TYPIST);

  private Viewers viewers(SizePolicy policy) {
    Viewers made =
        new Viewers(loop, 1_000, new Viewers.State(true, 1, settings(policy)), FIRST, this::adopt);
    return made;
  }

  private static TerminalSettings settings(SizePolicy policy) {
    boolean fixed = policy == SizePolicy.SIZE_POLICY_FIXED;
    return new TerminalSettings(policy, fixed ? FIRST : null, 1, false);
  }

  private void configure(SizePolicy policy) {
    viewers.configure(settings(policy));
    adopt();
  }

  private void adopt() {
    TerminalSize wanted = viewers.wantedSize();
    terminal = wanted == null ? terminal : wanted;
  }

  private FakeViewer join(FakeViewer viewer) {
    viewers.joined(viewer);
    adopt();
    return viewer;
  }

  private void leave(FakeViewer viewer, boolean mayReturn) {
    viewers.left(viewer, mayReturn);
    adopt();
  }

  private void type(FakeViewer viewer) {
    viewers.typed(viewer);
    adopt();
  }

  private void resize(FakeViewer viewer, TerminalSize size) {
    viewer.size = size;
    viewers.resized(viewer);
    adopt();
  }

  private static FakeViewer viewer(String name, TerminalSize size) {
    return new FakeViewer(name, false, size);
  }

  @Test
  void lastTypist_sizes_andTheFirstUntilSomebodyTypes() {
    FakeViewer wide = join(viewer("wide", WIDE));
    assertThat(terminal).isEqualTo(WIDE);
    FakeViewer high = join(viewer("high", HIGH));
    resize(high, size(91, 61));
    assertThat(terminal).isEqualTo(WIDE);
    type(high);
    assertThat(terminal).isEqualTo(size(91, 61));
    resize(wide, size(10, 10));
    assertThat(terminal).isEqualTo(size(91, 61));
  }

  @Test
  void sizerThatComesBack_isItAgain_andWhoComesMeanwhileIsNot() {
    FakeViewer wide = join(viewer("wide", WIDE));
    leave(wide, true);
    FakeViewer newcomer = join(viewer("newcomer", HIGH));
    assertThat(terminal).isEqualTo(WIDE);
    FakeViewer again = join(wide.again(true));
    viewers.tell(again);
    viewers.tell(newcomer);
    assertThat(again.sizer).isTrue();
    assertThat(newcomer.sizer).isFalse();
    resize(again, size(70, 7));
    assertThat(terminal).isEqualTo(size(70, 7));
  }

  @Test
  void sizerThatStaysAway_isForgotten_andTheNextNewcomerSizes() {
    FakeViewer wide = join(viewer("wide", WIDE));
    leave(wide, true);
    loop.advance(Viewers.RETURN_MS);
    join(wide.again(true));
    join(viewer("newcomer", HIGH));
    assertThat(terminal).isEqualTo(HIGH);
  }

  @Test
  void whoResumes_afterARestartOfTheServer_changesNothing() {
    join(viewer("wide", WIDE).again(true));
    assertThat(terminal).isEqualTo(FIRST);
  }

  @Test
  void newConnection_beforeTheOldOneIsFoundDead_hasThePlaceOfTheOldOne() {
    FakeViewer old = join(viewer("wide", WIDE));
    join(viewer("high", HIGH));
    FakeViewer again = join(old.again(true));
    leave(old, true);
    viewers.tell(again);
    assertThat(again.responder).isTrue();
    assertThat(again.sizer).isTrue();
    assertThat(terminal).isEqualTo(WIDE);
  }

  @Test
  void smallest_afterARestart_waitsForThoseWhoWereThere() {
    Viewers restarted = viewers(SizePolicy.SIZE_POLICY_SMALLEST);
    restarted.joined(viewer("wide", WIDE).again(true));
    assertThat(restarted.wantedSize()).isEqualTo(size(80, 20));
    loop.advance(Viewers.RETURN_MS);
    assertThat(restarted.wantedSize()).isEqualTo(WIDE);
  }

  @Property(tries = 500)
  void passiveViewersAndReturns_changeNothing_underAnyPolicy(@ForAll long seed) {
    Play play = new SizingTest().new Play(seed); // nothing is left of the last try
    for (int step = 0; step < 80; step++) {
      play.step();
    }
  }

  /** Random deeds, and what each may do to the size. */
  private final class Play {
    private final Random random;
    private final List<FakeViewer> here = new ArrayList<>();
    private final List<FakeViewer> away = new ArrayList<>();
    private final Map<FakeViewer, Long> leftAtMs = new HashMap<>();
    private SizePolicy policy = SizePolicy.SIZE_POLICY_LAST_TYPIST;
    private int names;

    Play(long seed) {
      random = new Random(seed);
    }

    void step() {
      TerminalSize before = terminal;
      switch (random.nextInt(9)) {
        case 0 -> come();
        case 1 -> comePassively(before);
        case 2 -> go(before);
        case 3 -> goForGood();
        case 4 -> comeBack(before);
        case 5 -> typeSomething(before);
        case 6 -> resizeOne(before);
        case 7 -> passTime();
        default -> choose();
      }
      if (policy == SizePolicy.SIZE_POLICY_FIXED) {
        assertThat(terminal).isEqualTo(FIRST);
      }
      if (policy == SizePolicy.SIZE_POLICY_SMALLEST && sizes(counted()).findAny().isPresent()) {
        assertThat(terminal).isEqualTo(smallest());
      }
    }

    private @Nullable FakeViewer any(List<FakeViewer> from) {
      return from.isEmpty() ? null : from.get(random.nextInt(from.size()));
    }

    private TerminalSize anySize() {
      return size(1 + random.nextInt(100), 1 + random.nextInt(100));
    }

    private void come() {
      here.add(join(viewer("viewer-" + names++, anySize())));
    }

    private void comePassively(TerminalSize before) {
      boolean readOnly = random.nextBoolean();
      here.add(join(new FakeViewer("viewer-" + names++, readOnly, readOnly ? anySize() : null)));
      assertThat(terminal).isEqualTo(before);
    }

    private void go(TerminalSize before) {
      FakeViewer one = any(here);
      if (one != null) {
        here.remove(one);
        away.add(one);
        leave(one, true);
        leftAtMs.put(one, loop.nowMs());
        assertThat(terminal).as("while it may come back").isEqualTo(before);
      }
    }

    private void goForGood() {
      FakeViewer one = any(here);
      if (one != null) {
        here.remove(one);
        leave(one, false);
      }
    }

    private void comeBack(TerminalSize before) {
      FakeViewer one = any(away);
      if (one != null) {
        away.remove(one);
        boolean soon = loop.nowMs() - leftAtMs.getOrDefault(one, 0L) < Viewers.RETURN_MS;
        here.add(join(one.again(true)));
        if (soon || policy == SizePolicy.SIZE_POLICY_LAST_TYPIST) {
          assertThat(terminal).as("%s is back", one).isEqualTo(before);
        }
      }
    }

    private void typeSomething(TerminalSize before) {
      FakeViewer one = any(here);
      if (one != null) {
        type(one);
        boolean sizes = one.size() != null && policy == SizePolicy.SIZE_POLICY_LAST_TYPIST;
        assertThat(terminal).isEqualTo(sizes ? one.size() : before);
      }
    }

    private void resizeOne(TerminalSize before) {
      FakeViewer one = any(here);
      if (one != null) {
        resize(one, anySize());
        if (one.readOnly) {
          assertThat(terminal).isEqualTo(before);
        }
      }
    }

    private void passTime() {
      loop.advance(random.nextInt((int) Viewers.RETURN_MS));
      adopt();
    }

    private void choose() {
      policy = SizePolicy.forNumber(1 + random.nextInt(3));
      configure(policy);
    }

    private Stream<TerminalSize> sizes(List<FakeViewer> of) {
      return of.stream().map(FakeViewer::size).flatMap(Stream::ofNullable);
    }

    private List<FakeViewer> counted() {
      List<FakeViewer> counted = new ArrayList<>(here);
      away.stream()
          .filter(viewer -> loop.nowMs() - leftAtMs.getOrDefault(viewer, 0L) < Viewers.RETURN_MS)
          .forEach(counted::add);
      return counted;
    }

    private TerminalSize smallest() {
      return size(
          sizes(counted()).mapToInt(TerminalSize::getColumns).min().orElseThrow(),
          sizes(counted()).mapToInt(TerminalSize::getRows).min().orElseThrow());
    }
  }
}
