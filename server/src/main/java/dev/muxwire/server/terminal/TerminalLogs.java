package dev.muxwire.server.terminal;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.time.Loop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The logs of a workspace's terminals in the store: one of output each, and beside it one of its
 * lines. Belongs to the terminals' loop.
 */
public final class TerminalLogs {
  private final String prefix;
  private final String linesPrefix;
  private final Loop loop;
  private final LogStore store;
  private final LongSupplier epochs;

  /**
   * A terminal that the store has.
   *
   * @param isIndexed it has a line index too
   */
  record Stored(String id, boolean isIndexed) {}

  /**
   * @param prefix of the names: "workspace/main/terminal/"
   * @param epochs makes log epochs
   */
  TerminalLogs(String prefix, Loop loop, LogStore store, LongSupplier epochs) {
    this.prefix = prefix;
    this.linesPrefix = linesPrefix(prefix);
    this.loop = loop;
    this.store = store;
    this.epochs = epochs;
  }

  /** What the line indexes of terminals are called whose own logs have a prefix. */
  public static String linesPrefix(String prefix) {
    return prefix.substring(0, prefix.length() - 1) + "-lines/";
  }

  /** What a terminal's log is called. */
  String name(String id) {
    return prefix + LogSegments.of(id);
  }

  private String linesName(String id) {
    return linesPrefix + LogSegments.of(id);
  }

  /** The id of the terminal whose log, of output or of lines, has a name with a prefix. */
  public static String idOf(String name, String prefix) {
    return LogSegments.id(name.substring(prefix.length()));
  }

  /** Changes when the store may have lost something. */
  long generation() {
    return store.generation();
  }

  /** Those that there are. Line indexes without a terminal, as a crash leaves them, are erased. */
  List<Stored> all() {
    Set<String> indexed = new HashSet<>();
    store.list(linesPrefix).forEach(name -> indexed.add(idOf(name, linesPrefix)));
    List<Stored> all = new ArrayList<>();
    for (String name : store.list(prefix)) {
      String id = idOf(name, prefix);
      all.add(new Stored(id, indexed.remove(id)));
    }
    List<String> orphans = indexed.stream().map(this::linesName).toList();
    if (!orphans.isEmpty()) {
      store.erase(orphans, loop, Log.Completion.NONE);
    }
    return all;
  }

  /**
   * Makes a new one; what is told of it is what becomes of its facts.
   *
   * @throws LogStoreException it cannot be made
   */
  Log create(String id, TerminalFacts facts, Log.Completion whenDurable) {
    Log log = store.open(name(id), loop);
    log.putMetadata(facts.encode(), whenDurable);
    return log;
  }

  /**
   * Opens one. In a store of another generation, what viewers saw beyond the log's end may be lost.
   * A hole that is not in the log must not be there later, when something else is in its place.
   *
   * @throws LogStoreException it cannot be opened
   */
  Log open(String id) {
    Log log = store.open(name(id), loop);
    try {
      if (log.metadata().length > 0) {
        TerminalFacts stored = TerminalFacts.decode(log.metadata());
        TerminalFacts facts = stored.upTo(log.end());
        if (facts.generation() != store.generation()) {
          facts = facts.withGeneration(store.generation(), epochs.getAsLong(), log.end());
        }
        if (!facts.equals(stored)) {
          log.putMetadata(facts.encode(), Log.Completion.NONE);
        }
      }
    } catch (InvalidProtocolBufferException e) {
      return log; // whoever asks for its facts finds out
    }
    return log;
  }

  /** Erases one, its lines too; what fails is tried again when the server starts. */
  void erase(String id) {
    List<String> logs = List.of(linesName(id), name(id));
    store.erase(logs, loop, Log.Completion.NONE);
  }

  /** Where a terminal's line index is. */
  LineIndex.Storage lines(String id) {
    String name = linesName(id);
    return new LineIndex.Storage() {
      @Override
      public Log open() {
        return store.open(name, loop);
      }

      @Override
      public void delete() {
        store.delete(name);
      }
    };
  }
}
