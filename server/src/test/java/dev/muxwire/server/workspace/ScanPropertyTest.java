package dev.muxwire.server.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ChangeType;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.EntityLists;
import dev.muxwire.proto.v1.EntityTable;
import dev.muxwire.proto.v1.Record;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.wire.EntityFields;
import dev.muxwire.wire.FieldKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * For any history and any cursor into it, the scan leads a reader to the state, however small the
 * parts are and whatever is written between them.
 */
final class ScanPropertyTest {

  @Property(tries = 300)
  void aReaderThatFollowsEverySoOften_endsEqual(
      @ForAll long seed, @ForAll @IntRange(min = 40, max = 400) int partBytes) throws Exception {
    History history = new History(seed);
    Reader reader = new Reader();
    for (int step = 0; step < 60; step++) {
      history.mutate(5);
      reader.takeOnePart(history.state, partBytes); // a slow one: the state moves on meanwhile
    }
    reader.catchUp(history.state, partBytes);
    assertThat(reader.entities).isEqualTo(history.expected);
    assertThat(reader.base).isEqualTo(history.state.revision());
  }

  @Property(tries = 100)
  void partsAppliedTwice_changeNothing(@ForAll long seed) throws Exception {
    History history = new History(seed);
    Reader reader = new Reader();
    reader.applyTwice = true;
    for (int step = 0; step < 30; step++) {
      history.mutate(4);
      reader.takeOnePart(history.state, 120);
    }
    reader.catchUp(history.state, 120);
    assertThat(reader.entities).isEqualTo(history.expected);
  }

  @Property(tries = 100)
  void aDelta_carriesOnlyWhatChangedSinceItsBase(@ForAll long seed) throws Exception {
    History history = new History(seed);
    history.mutate(50);
    Reader reader = new Reader();
    reader.catchUp(history.state, 1 << 20);
    long base = reader.base;
    Map<String, Map<FieldKey, ?>> before = new HashMap<>(history.expected);
    history.mutate(1);
    StatePart part =
        decode(
            Scan.next(
                history.state,
                new Scan.Position(base, base),
                Filter.ALL,
                StateReader.Form.plain(1 << 20)));
    assertThat(part.getChangesCount()).isLessThanOrEqualTo(1);
    for (EntityChange change : part.getChangesList()) {
      if (change.getType() == ChangeType.CHANGE_TYPE_PATCH) {
        EntityFields changed = EntityFields.split(change.getBody());
        changed
            .fields()
            .forEach(
                (key, value) ->
                    assertThat(before.getOrDefault(change.getId(), Map.of()).get(key))
                        .isNotEqualTo(value));
      }
    }
  }

  @Property(tries = 200)
  void aReaderOfTables_endsEqual(
      @ForAll long seed, @ForAll @IntRange(min = 40, max = 2_000) int partBytes) throws Exception {
    History history = new History(seed);
    history.mutate(100);
    Reader reader = new Reader();
    reader.inTable = true;
    for (int step = 0; step < 20; step++) {
      history.mutate(3);
      reader.takeOnePart(history.state, partBytes);
    }
    reader.catchUp(history.state, partBytes);
    assertThat(reader.entities).isEqualTo(history.expected);
  }

  private static StatePart decode(StateScanPart part) throws Exception {
    StatePart decoded = ServerFrame.parseFrom(part.body().bytes()).getStatePart();
    assertThat(part.costBytes()).isEqualTo(decoded.getSerializedSize());
    assertThat(part.changes())
        .isEqualTo(decoded.getChangesCount() + decoded.getTable().getIdBytesCount());
    assertThat(part.body().seams()).isSorted();
    return decoded;
  }

  /** The records of a table, one by one; written from the schema's comments alone. */
  private static List<EntityChange> laidOut(EntityTable table) {
    List<EntityChange> changes = new ArrayList<>();
    ByteString ids = table.getIds();
    long revision = 0;
    for (int i = 0; i < table.getIdBytesCount(); i++) {
      revision += table.getRevisionSteps(i);
      Record.Builder record = Record.newBuilder();
      for (EntityLists layer : table.getLayersList()) {
        record.mergeFrom(layer.getRecords(i));
      }
      changes.add(
          EntityChange.newBuilder()
              .setId(ids.substring(0, table.getIdBytes(i)).toStringUtf8())
              .setRevision(revision)
              .setBody(EntityBody.newBuilder().setRecord(record))
              .build());
      ids = ids.substring(table.getIdBytes(i));
    }
    assertThat(ids.isEmpty()).isTrue();
    return changes;
  }

  /**
   * Random creations, patches and removals of records, and a plain map of what they must come to.
   */
  private static final class History {
    private final WorkspaceState state =
        new WorkspaceState(WorkspaceState.Remembered.atMost(1_000_000));
    private final Map<String, Map<FieldKey, ?>> expected = new TreeMap<>();
    private final Random random;
    private int nextId;

    History(long seed) {
      random = new Random(seed);
    }

    void mutate(int times) {
      for (int i = 0; i < times; i++) {
        mutate();
      }
    }

    private void mutate() {
      long revision = state.revision() + 1;
      List<String> ids = List.copyOf(expected.keySet());
      int choice = random.nextInt(10);
      if (ids.isEmpty() || choice < 3) {
        String id = "e" + nextId++;
        EntityFields fields = randomFields();
        state.apply(Change.whole(id, revision, fields));
        expected.put(id, fields.fields());
      } else if (choice < 5) {
        String id = ids.get(random.nextInt(ids.size()));
        state.rememberRemoval(state.apply(Change.removed(id, revision)));
        expected.remove(id);
      } else {
        patch(ids.get(random.nextInt(ids.size())), revision);
      }
    }

    private void patch(String id, long revision) {
      EntityFields fields = randomFields();
      List<FieldKey> cleared =
          random.nextInt(3) == 0 ? List.of(FieldKey.attribute("k" + random.nextInt(4))) : List.of();
      state.apply(Change.patch(id, revision, fields, cleared));
      Map<FieldKey, Object> merged = new TreeMap<>(expected.get(id));
      merged.putAll(fields.fields());
      cleared.forEach(merged::remove);
      expected.put(id, merged);
    }

    private EntityFields randomFields() {
      Record.Builder record = Record.newBuilder();
      if (random.nextBoolean()) {
        record.setType("type" + random.nextInt(3));
      }
      for (int i = random.nextInt(3); i > 0; i--) {
        record.putAttributes("k" + random.nextInt(4), "v".repeat(random.nextInt(30)));
      }
      return EntityFields.split(EntityBody.newBuilder().setRecord(record).build());
    }
  }

  /** Applies parts as the protocol says, and knows nothing else. */
  private static final class Reader {
    private final Map<String, Map<FieldKey, ?>> entities = new TreeMap<>();
    private long base;
    private long through;
    private boolean consistent;
    private boolean applyTwice;
    private boolean inTable;

    void catchUp(WorkspaceState state, int partBytes) throws Exception {
      do {
        takeOnePart(state, partBytes);
      } while (!consistent);
    }

    void takeOnePart(WorkspaceState state, int partBytes) throws Exception {
      StatePart part =
          decode(
              Scan.next(
                  state,
                  new Scan.Position(base, through),
                  Filter.ALL,
                  new StateReader.Form(partBytes, inTable)));
      for (int times = applyTwice ? 2 : 1; times > 0; times--) {
        part.getChangesList().forEach(this::apply);
        laidOut(part.getTable()).forEach(this::apply);
      }
      through = part.getThrough();
      consistent = part.getConsistent();
      if (consistent) {
        base = through;
      }
    }

    private void apply(EntityChange change) {
      switch (change.getType()) {
        case CHANGE_TYPE_REMOVED -> entities.remove(change.getId());
        case CHANGE_TYPE_PATCH -> {
          EntityFields now =
              new EntityFields(
                      5, cast(java.util.Objects.requireNonNull(entities.get(change.getId()))))
                  .patch(
                      EntityFields.split(change.getBody()),
                      Change.clearedKeys(
                          change.getClearedFieldsList(), change.getClearedAttributesList()));
          entities.put(change.getId(), now.fields());
        }
        default -> entities.put(change.getId(), EntityFields.split(change.getBody()).fields());
      }
    }

    @SuppressWarnings("unchecked")
    private static Map<FieldKey, ByteString> cast(Map<FieldKey, ?> fields) {
      return (Map<FieldKey, ByteString>) fields;
    }
  }

  @Property(tries = 50)
  void aFilteredReader_getsItsKindsAlone(@ForAll long seed) throws Exception {
    History history = new History(seed);
    history.mutate(20);
    Filter tabsOnly = new Filter(Set.of(1), Map.of(), Set.of());
    StatePart part =
        decode(
            Scan.next(
                history.state, new Scan.Position(0, 0), tabsOnly, StateReader.Form.plain(1 << 20)));
    assertThat(part.getChangesList()).isEmpty();
    assertThat(part.getConsistent()).isTrue();
    assertThat(part.getThrough()).isEqualTo(history.state.revision());
  }
}
