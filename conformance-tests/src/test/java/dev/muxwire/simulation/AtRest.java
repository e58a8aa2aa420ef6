package dev.muxwire.simulation;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.proto.storage.v1.StateRecord;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The judgement at the end: what the disk holds, what was promised, what everybody sees. */
final class AtRest {
  private static final String PREFIX = "workspace/" + SimulatedServer.WORKSPACE;

  private final Simulation simulation;
  private final Logs logs;
  private final Model model;
  private final Programs programs;
  private final List<Participant> participants;
  private final List<World.SeenView> views;
  private final Map<String, @Nullable Throwable> opens;
  private final Set<String> disowned;

  AtRest(
      Simulation simulation,
      SimulatedDisk disk,
      Model model,
      Programs programs,
      List<Participant> participants,
      List<World.SeenView> views,
      Map<String, @Nullable Throwable> opens,
      Set<String> disowned) {
    this.simulation = simulation;
    this.logs = new Logs(disk.store());
    this.model = model;
    this.programs = programs;
    this.participants = participants;
    this.views = views;
    this.opens = opens;
    this.disowned = disowned;
  }

  void check() {
    checkViewsAgainst(logs.read(PREFIX + "/state"));
    model.all().forEach(attempt -> attempt.judge(simulation));
    model.open().forEach(attempt -> simulation.fail(attempt.marker() + " was never answered"));
    participants.forEach(participant -> participant.checkAtRest(this));
    programs.all().forEach(this::checkProgram);
    opens.forEach(this::checkOpen);
    checkSideWorkspace();
  }

  /** Folds the log, and on the way looks at every view that somebody was shown. */
  private void checkViewsAgainst(List<LogRecord> records) {
    List<World.SeenView> waiting = new ArrayList<>(views);
    waiting.sort(Comparator.comparingLong(seen -> seen.view().revision()));
    int next = 0;
    for (int done = 0; done <= records.size(); done++) {
      while (next < waiting.size() && waiting.get(next).view().revision() == model.revision()) {
        World.SeenView seen = waiting.get(next++);
        seen.replica().checkView(seen.view(), model);
      }
      if (done < records.size()) {
        fold(records.get(done));
      }
    }
    if (next < waiting.size()) {
      simulation.fail(
          "somebody was shown revision "
              + waiting.get(next).view().revision()
              + ", which is the end of no batch in the log");
    }
  }

  private void fold(LogRecord record) {
    try {
      model.apply(StateRecord.parseFrom(record.payload()), record.from(), record.to());
    } catch (InvalidProtocolBufferException e) {
      simulation.fail("a record of the state log cannot be read", e);
    }
  }

  long logEnd(String terminalId) {
    return logs.end(PREFIX + "/terminal/" + terminalId);
  }

  boolean hasExited(String terminalId) {
    ModelEntity entity = model.entities().get(terminalId);
    return entity != null && entity.value("exit") != null;
  }

  boolean isDisowned(String terminalId) {
    return disowned.contains(terminalId);
  }

  private void checkProgram(FakeProgram program) {
    String id = program.terminalId();
    long logEnd = logEnd(id);
    simulation.check(
        logEnd >= program.durable() || disowned.contains(id),
        id + " was durable to " + program.durable() + ", its log ends at " + logEnd);
    if (disowned.contains(id)) {
      return;
    }
    simulation.check(
        logEnd == program.end() || program.isLost(),
        id + " emitted " + program.end() + ", its log ends at " + logEnd);
    long logStart = logs.start(PREFIX + "/terminal/" + id);
    simulation.check(
        logStart >= program.purgedTo(),
        id + " was purged up to " + program.purgedTo() + ", its log begins at " + logStart);
    boolean exited = hasExited(id);
    simulation.check(
        exited == program.isOver(),
        id + " is over: " + program.isOver() + ", its entity says " + exited);
  }

  /** Its deletions are finished, whatever crashed: it has its state, or nothing. */
  private void checkSideWorkspace() {
    List<String> left = logs.names("deleted/");
    simulation.check(left.isEmpty(), "deletions that were never finished: " + left);
    String prefix = "workspace/" + SimulatedServer.SIDE_WORKSPACE + "/";
    List<String> all = logs.names(prefix);
    simulation.check(
        all.isEmpty() || all.contains(prefix + "state"), "half a workspace is left: " + all);
  }

  /** Whose open succeeded has a program, or had one. */
  private void checkOpen(String terminalId, @Nullable Throwable failure) {
    simulation.check(
        failure != null || programs.find(terminalId) != null,
        terminalId + " was opened, but no program ever ran");
  }

  /** Logs as they are on the disk; takes them over. */
  record Logs(MemoryLogStore store) {
    List<LogRecord> read(String name) {
      Log log = store.open(name, Runnable::run);
      List<LogRecord> all = new ArrayList<>();
      while (all.isEmpty() ? log.start() < log.end() : last(all).to() < log.end()) {
        int before = all.size();
        log.read(
            all.isEmpty() ? 0 : last(all).to(), 1 << 20, (records, failure) -> all.addAll(records));
        if (all.size() == before) {
          break;
        }
      }
      return all;
    }

    private static LogRecord last(List<LogRecord> records) {
      return records.get(records.size() - 1);
    }

    List<String> names(String prefix) {
      return store.list(prefix);
    }

    long start(String name) {
      return store.open(name, Runnable::run).start();
    }

    long end(String name) {
      return store.open(name, Runnable::run).end();
    }
  }
}
