package dev.muxwire.server.workspace;

import dev.muxwire.server.log.LogRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Batches that go to the disk together. Belongs to the workspace's loop. */
final class BatchGroup {
  private final List<Applied> applied = new ArrayList<>();
  private final List<LogRecord> records = new ArrayList<>();
  private final Map<RequestName, Applied> byRequest = new HashMap<>();

  /** A batch, and who is told what became of it. */
  record Submitted(Batch batch, Workspace.Outcome outcome) {}

  /**
   * A batch of the group.
   *
   * @param changes none for a repeated request, or for a batch that changes nothing
   */
  record Applied(Submitted submitted, BatchApplier applier, List<Change> changes, long revision) {}

  private record RequestName(String clientId, long seq) {
    static RequestName of(Batch.Request request) {
      return new RequestName(request.clientId(), request.seq());
    }
  }

  void add(Applied batch) {
    applied.add(batch);
    Batch.Request request = batch.submitted().batch().request();
    if (request != null) {
      byRequest.putIfAbsent(RequestName.of(request), batch);
    }
  }

  void add(LogRecord record) {
    records.add(record);
  }

  /** The same request, if it is in the group already. */
  @Nullable Applied find(Batch.Request request) {
    return byRequest.get(RequestName.of(request));
  }

  List<Applied> applied() {
    return applied;
  }

  List<LogRecord> records() {
    return records;
  }

  /** Of the records. */
  long bytes() {
    return records.stream().mapToLong(record -> record.payload().length).sum();
  }
}
