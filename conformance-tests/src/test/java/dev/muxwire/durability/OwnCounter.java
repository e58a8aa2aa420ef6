package dev.muxwire.durability;

import dev.muxwire.client.Entity;
import dev.muxwire.client.WorkspaceView;
import java.util.Map;

/**
 * A value of one client's own in a record of all: read, incremented, written on the condition that
 * nobody wrote it since. Nobody else does, so a refusal, once the value is known, tells of a
 * request that was lost, or ran twice.
 */
final class OwnCounter {
  static final String RECORD = "counters";

  private final String client;
  private String asked = "";

  // Of the latest result; not known after a request of unknown outcome.
  private boolean known = true;
  private long count;
  private long revision;

  OwnCounter(String client) {
    this.client = client;
  }

  boolean isFree() {
    return asked.isEmpty();
  }

  /** Adds the increment as the last step, whose revision the result tells. */
  void increment(Draft draft, WorkspaceView view) {
    asked = draft.token();
    String name = "count-" + client;
    if (known) {
      draft.guard(Step.RECORD, RECORD, "attributes." + name, revision);
    } else {
      Entity record = view.entity(RECORD).orElseThrow();
      count = Long.parseLong(record.attribute(name).orElse("0"));
      draft.guard(Step.RECORD, RECORD, "", record.revision());
    }
    String next = Long.toString(count + 1);
    draft.patch(Step.RECORD, RECORD, Map.of("attributes." + name, next));
  }

  void told(Request request, Outcome outcome) {
    if (!request.token().equals(asked)) {
      return;
    }
    asked = "";
    known = outcome instanceof Outcome.Acknowledged;
    if (outcome instanceof Outcome.Acknowledged done) {
      count++;
      revision = done.revision();
    }
  }
}
