package dev.muxwire.bench.micro;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.Record;
import dev.muxwire.server.config.Limits;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import dev.muxwire.server.workspace.Batch;
import dev.muxwire.server.workspace.BatchRefused;
import dev.muxwire.server.workspace.Filter;
import dev.muxwire.server.workspace.PartCache;
import dev.muxwire.server.workspace.StateReader;
import dev.muxwire.server.workspace.StateScanPart;
import dev.muxwire.server.workspace.StateStorage;
import dev.muxwire.server.workspace.Workspace;
import dev.muxwire.wire.EntityFields;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A workspace in memory, read as a state stream reads it, without the cache that shares parts among
 * readers: each scan is made anew.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StateScans {
  private static final StateReader.Form PART = StateReader.Form.plain(60 << 10);
  private static final int CREATED_AT_ONCE = 1_000;
  private static final int PAYLOAD_BYTES = 100;
  private static final Workspace.Outcome EXPECTED =
      new Workspace.Outcome() {
        @Override
        public void applied(long epoch, long revision) {}

        @Override
        public void refused(long epoch, BatchRefused refusal) {
          throw new IllegalStateException(refusal.toString());
        }
      };

  @Param({"1000", "100000"})
  private int entities;

  private final TaskQueue loop = new TaskQueue();
  private final Workspace workspace =
      new Workspace(
          loop, StateStorage.passing(new MemoryLogStore()), 1, Limits.DEFAULT, new PartCache(0));
  private @Nullable StateReader reader;
  private @Nullable StateScanPart last;
  private int counter;

  @Setup
  public void fill() {
    loop.drain();
    for (int i = 0; i < entities; i += CREATED_AT_ONCE) {
      int from = i;
      Batch.Operation[] creates = new Batch.Operation[Math.min(CREATED_AT_ONCE, entities - from)];
      Arrays.setAll(creates, j -> new Batch.Create(id(from + j), record("record", from + j)));
      submit(creates);
    }
    reader = workspace.open(Filter.ALL, null, start -> {}, problem -> {}, news -> {});
    loop.drain();
    snapshot();
  }

  private static String id(int number) {
    return "entity-" + number;
  }

  private static EntityFields record(String type, int number) {
    byte[] payload = new byte[PAYLOAD_BYTES];
    payload[0] = (byte) number;
    Record record =
        Record.newBuilder().setType(type).setPayload(ByteString.copyFrom(payload)).build();
    return EntityFields.split(EntityBody.newBuilder().setRecord(record).build());
  }

  private void submit(Batch.Operation... operations) {
    workspace.submit(new Batch(null, null, List.of(), List.of(operations)), EXPECTED);
    loop.drain();
  }

  /** One field of one entity changes, and a reader gets that change. */
  @Benchmark
  public StateScanPart changeAndDelta() {
    return changeAndDelta(1);
  }

  /** One field of 100 entities changes in one batch, and a reader gets it. */
  @Benchmark
  public StateScanPart change100AndDelta() {
    return changeAndDelta(100);
  }

  /** All of it, part by part: what a new reader costs. */
  @Benchmark
  public long snapshot() {
    long through = 0;
    long bytes = 0;
    StateScanPart part;
    do {
      part = next(0, through);
      bytes += part.body().bytes().length;
      through = part.through();
    } while (!part.consistent());
    return bytes;
  }

  private StateScanPart changeAndDelta(int changes) {
    long before = workspace.visibleRevision();
    Record changed = Record.newBuilder().setType("t" + counter++ % 2).build();
    EntityFields fields = EntityFields.split(EntityBody.newBuilder().setRecord(changed).build());
    Batch.Operation[] patches = new Batch.Operation[changes];
    Arrays.setAll(patches, i -> new Batch.Patch(id(i), fields, List.of()));
    submit(patches);
    return next(before, before);
  }

  private StateScanPart next(long base, long through) {
    Objects.requireNonNull(reader).next(base, through, PART, part -> last = part);
    loop.drain();
    return Objects.requireNonNull(last);
  }
}
