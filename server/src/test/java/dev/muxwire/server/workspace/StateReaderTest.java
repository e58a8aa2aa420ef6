package dev.muxwire.server.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.Record;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.server.FakeLoop;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.EntityFields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a scan holds of the past, and that it always ends. */
final class StateReaderTest {
  private static final int ENTITIES = 100;
  private static final int TOMBSTONES = 5;
  private static final int HELD = 10;
  private static final long EPOCH = 7;

  /** Some five entities. */
  private static final int PART_BYTES = 250;

  private final Loop loop = new FakeLoop();
  private final Set<StateReader> readers = new HashSet<>();
  private final WorkspaceState state =
      new WorkspaceState(
          new WorkspaceState.Remembered(
              TOMBSTONES,
              HELD,
              () -> readers.stream().mapToLong(StateReader::held).min().orElse(Long.MAX_VALUE)));
  private final StateReader.Scanned scanned =
      new StateReader.Scanned(
          loop,
          Runnable::run,
          state,
          new Pins(state),
          new PartCache(1 << 20),
          new Object(),
          readers::remove);

  /** Every value by id, as of each revision. */
  private final Map<Long, Map<String, String>> history = new TreeMap<>();

  private final Map<String, String> values = new TreeMap<>();
  private final Random random = new Random(1);
  private int writes;

  /** A client: applies parts as the protocol says. */
  private final class Client {
    private final StateReader reader = new StateReader(scanned, Filter.ALL, news -> {});
    private final Map<String, String> told = new TreeMap<>();
    private long base;
    private long through;
    private int resets;

    Client(StateReader.@Nullable Cursor cursor) {
      readers.add(reader);
      StateReader.Start start = reader.begin(cursor, EPOCH);
      if (cursor != null && start.resumed()) {
        base = cursor.base();
        through = cursor.through();
      }
    }

    /** True when the part makes it consistent. */
    boolean take() {
      List<StateScanPart> parts = new ArrayList<>();
      reader.next(base, through, StateReader.Form.plain(PART_BYTES), parts::add);
      StateScanPart part = parts.get(0);
      if (part == StateScanPart.RESET) {
        resets++;
        base = 0;
        through = 0;
        told.clear();
        return false;
      }
      decode(part).getChangesList().forEach(this::apply);
      through = part.through();
      base = part.consistent() ? through : base;
      return part.consistent();
    }

    private void apply(EntityChange change) {
      switch (change.getType()) {
        case CHANGE_TYPE_REMOVED -> told.remove(change.getId());
        default -> told.put(change.getId(), change.getBody().getRecord().getType());
      }
    }

    void catchUp() {
      while (!take() || through < state.revision()) {}
    }
  }

  private static StatePart decode(StateScanPart part) {
    try {
      return ServerFrame.parseFrom(part.body().bytes()).getStatePart();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private void write(String id) {
    String value = "value " + writes++;
    EntityFields fields =
        EntityFields.split(
            EntityBody.newBuilder().setRecord(Record.newBuilder().setType(value)).build());
    long revision = state.revision() + 1;
    state.apply(
        values.containsKey(id)
            ? Change.patch(id, revision, fields, List.of())
            : Change.whole(id, revision, fields));
    values.put(id, value);
    history.put(revision, new TreeMap<>(values));
  }

  private void remove(String id) {
    long revision = state.revision() + 1;
    state.rememberRemoval(state.apply(Change.removed(id, revision)));
    values.remove(id);
    history.put(revision, new TreeMap<>(values));
  }

  private void writeAll() {
    List<Integer> order = new ArrayList<>(IntStream.range(0, ENTITIES).boxed().toList());
    Collections.shuffle(order, random);
    order.forEach(i -> write("e" + i));
  }

  @Test
  void onALinkSlowerThanTheWriters_aSnapshotEnds_andSoDoesEveryDeltaAfterIt() {
    writeAll();
    Client client = new Client(null);
    for (int consistent = 0; consistent < 3; consistent++) {
      int parts = 0;
      boolean ended = false;
      while (!ended) {
        ended = client.take();
        writeAll(); // all of it changes while one part is on its way
        assertThat(parts++).as("parts of %d entities", ENTITIES).isLessThan(2 * ENTITIES);
      }
      assertThat(client.told).isEqualTo(history.get(client.base));
    }
    client.catchUp();
    assertThat(client.told).isEqualTo(values);
    assertThat(client.resets).isZero();
  }

  @Test
  void cutAfterEveryPart_theScanGoesOnWhereItStood() {
    writeAll();
    Client client = new Client(null);
    int connections = 1;
    while (!client.take()) {
      write("e" + random.nextInt(ENTITIES));
      StateReader.Cursor cursor =
          new StateReader.Cursor(EPOCH, client.base, client.through, Filter.ALL.hash());
      Client next = new Client(cursor);
      next.told.putAll(client.told);
      assertThat(next.through).isEqualTo(client.through);
      client.reader.close();
      client = next;
      connections++;
    }
    assertThat(connections).isGreaterThan(10);
    assertThat(client.told).isEqualTo(values);
  }

  @Test
  void manySlowReaders_shareFewPins_andAllEnd() {
    writeAll();
    List<Client> clients = Stream.generate(() -> new Client(null)).limit(20).toList();
    Set<Client> ended = new HashSet<>();
    for (int round = 0; ended.size() < clients.size(); round++) {
      assertThat(round).isLessThan(10 * ENTITIES);
      for (int i = 0; i < clients.size(); i++) {
        if (round % (i + 1) == 0 && clients.get(i).take()) { // each slower than the one before
          ended.add(clients.get(i));
          assertThat(clients.get(i).told).isEqualTo(history.get(clients.get(i).base));
        }
      }
      for (int i = 0; i < ENTITIES; i++) {
        write("e" + random.nextInt(ENTITIES));
      }
    }
  }

  @Test
  void removals_areRememberedForAReaderThatIsConnected_withinABudget() {
    writeAll();
    Client client = new Client(null);
    client.catchUp();
    for (int i = 0; i < TOMBSTONES + HELD; i++) {
      remove("e" + i);
    }
    client.catchUp();
    assertThat(client.resets).isZero();
    assertThat(client.told).isEqualTo(values);
    for (int i = 0; i < TOMBSTONES + HELD + 1; i++) {
      remove("e" + (50 + i));
    }
    client.catchUp();
    assertThat(client.resets).isEqualTo(1);
    assertThat(client.told).isEqualTo(values);
  }

  @Test
  void aReaderThatIsGone_holdsNothing() {
    writeAll();
    Client client = new Client(null);
    client.catchUp();
    client.reader.close();
    ((FakeLoop) loop).run();
    for (int i = 0; i < TOMBSTONES + 1; i++) {
      remove("e" + i);
    }
    StateReader.Cursor cursor =
        new StateReader.Cursor(EPOCH, client.base, client.through, Filter.ALL.hash());
    Client again = new Client(cursor);
    assertThat(again.base).isZero();
    again.catchUp();
    assertThat(again.told).isEqualTo(values);
  }

  @Test
  void aDeltaThatWouldOutweighASnapshot_becomesOne() {
    writeAll();
    Client client = new Client(null);
    client.catchUp();
    for (int i = 5; i < TOMBSTONES + HELD + 5; i++) {
      remove("e" + i);
    }
    client.catchUp(); // a tenth: told
    assertThat(client.resets).isZero();
    for (int i = 20; i < TOMBSTONES + HELD + 20; i++) {
      remove("e" + i);
    }
    Stream.iterate(35, i -> i < ENTITIES, i -> i + 1).forEach(i -> write("e" + i));
    client.catchUp(); // nearly all that is left changed, and fifteen are gone
    assertThat(client.resets).isEqualTo(1);
    assertThat(client.told).isEqualTo(values);
  }

  @Test
  void pins_areFew_shared_andGiveWayWhenNobodyComesBack() {
    Pins pins = new Pins(state);
    List<Pin> kept = new ArrayList<>();
    for (int i = 0; i < Pins.MAX_PINS; i++) {
      write("e");
      kept.add(Objects.requireNonNull(pins.join(state.revision() - 1, state.revision(), 0)));
    }
    assertThat(pins.join(0, 0, 0)).isSameAs(kept.get(0));
    write("e");
    assertThat(pins.join(state.revision() - 1, state.revision(), 0)).isNull();
    pins.use(kept.get(1), Pins.IDLE_MS);
    assertThat(pins.join(0, kept.get(1).revision(), 0)).isSameAs(kept.get(1));
    Pin late = pins.join(state.revision() - 1, state.revision(), Pins.IDLE_MS + 1);
    assertThat(late).isNotNull();
    assertThat(pins.use(kept.get(0), Pins.IDLE_MS + 1)).isFalse();
    assertThat(pins.use(kept.get(1), Pins.IDLE_MS + 1)).isTrue();
  }
}
