package dev.muxwire.server.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.Record;
import dev.muxwire.wire.EntityFields;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finding what changed costs what changed, not what there is. */
final class ScanCostTest {

  @ParameterizedTest
  @ValueSource(ints = {100, 1_000, 10_000, 100_000})
  void aDelta_looksAtTheChangedEntitiesAlone(int entities) {
    WorkspaceState state = new WorkspaceState(WorkspaceState.Remembered.atMost(10));
    for (int i = 0; i < entities; i++) {
      state.apply(Change.whole("e" + i, state.revision() + 1, type("first")));
    }
    long base = state.revision();
    for (String id : List.of("e7", "e50", "e99")) {
      state.apply(Change.patch(id, state.revision() + 1, type("second"), List.of()));
    }
    Watched watched = new Watched(state);
    StateScanPart part =
        Scan.next(
            watched, new Scan.Position(base, base), Filter.ALL, StateReader.Form.plain(60_000));
    assertThat(part.consistent()).isTrue();
    assertThat(watched.visited).containsExactly("e7", "e50", "e99");
    assertThat(part.body().length()).isLessThan(100);
  }

  private static EntityFields type(String type) {
    return EntityFields.split(
        EntityBody.newBuilder().setRecord(Record.newBuilder().setType(type)).build());
  }

  /** Notes which entities the scan looked at. */
  private static final class Watched implements Order {
    private final Order order;
    private final List<String> visited = new ArrayList<>();

    Watched(Order order) {
      this.order = order;
    }

    @Override
    public long revision() {
      return order.revision();
    }

    @Override
    public Iterable<EntityState> changedAfter(long through) {
      var entities = order.changedAfter(through).iterator();
      return () ->
          new java.util.Iterator<>() {
            @Override
            public boolean hasNext() {
              return entities.hasNext();
            }

            @Override
            public EntityState next() {
              EntityState entity = entities.next();
              visited.add(entity.id());
              return entity;
            }
          };
    }
  }
}
