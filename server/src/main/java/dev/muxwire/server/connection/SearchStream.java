package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.SearchDone;
import dev.muxwire.proto.v1.SearchEnd;
import dev.muxwire.proto.v1.SearchProgress;
import dev.muxwire.proto.v1.SearchScrollback;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.StreamKind;
import dev.muxwire.proto.v1.StreamStatus;
import dev.muxwire.server.outbound.Priority;
import dev.muxwire.server.outbound.Source;
import dev.muxwire.server.terminal.Gap;
import dev.muxwire.server.terminal.Terminal;
import dev.muxwire.server.terminal.TerminalDirectory;
import dev.muxwire.server.terminal.TerminalOutput;
import dev.muxwire.server.terminal.search.FoundLine;
import dev.muxwire.server.terminal.search.Search;
import dev.muxwire.server.terminal.search.SearchItem;
import dev.muxwire.server.terminal.search.SearchPattern;
import dev.muxwire.server.terminal.search.SearchRange;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.Features;
import dev.muxwire.wire.PacketBuilder;
import dev.muxwire.wire.ProtocolViolation;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A search in a terminal's output: what it finds, then the end of the stream.
 *
 * <pre>
 *   FINDING THE TERMINAL --> STANDING --slice--> WORKING --what was found--> STANDING ...
 *                               ^  `--load--> LOADING --there--'
 *                               `-- until what was found has left, with credit, and not paused
 * </pre>
 *
 * <p>Slices run on the executor for searches, one at a time; all else on the connection's loop.
 */
final class SearchStream extends ServerStream implements Source {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 10_000;

  /** Of a line's text that is told; in small packets half of one. */
  private static final int MAX_LINE_BYTES = 16 * 1024;

  /** How long nobody is told anything. */
  private static final int PROGRESS_MS = 500;

  /** SearchDone and CloseStream, or SearchProgress, with all around them. */
  private static final int END_BYTES = 96;

  private final SearchScrollback request;
  private final SearchPattern pattern;
  private final TerminalDirectory directory;
  private final OutputLoading loading = new OutputLoading(this);
  private final Runnable whenErased = () -> later(this::erased);

  /** On the terminal's loop alone. */
  private @Nullable TerminalOutput watched;

  // From the moment when the terminal was found.
  private @Nullable TerminalOutput output;
  private @Nullable Search search;
  private SearchRange range = new SearchRange(0, 0, false, 0);

  // As the latest slice left it.
  private final Deque<Pending> pending = new ArrayDeque<>();
  private boolean isWorking;
  private boolean isDone;
  private boolean mustForget;
  private long position;
  private long searchedBytes;

  private long toldMs;
  private boolean progressDue;

  /**
   * What was found and has not left yet.
   *
   * @param line null if it is a gap
   */
  private record Pending(byte[] body, int cost, @Nullable FoundLine line) {}

  SearchStream(StreamContext context, int id, SearchScrollback request, WorkspaceRooms rooms) {
    super(context, id, 0, rooms);
    if (!context.has(Features.SEARCH)) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_UNSUPPORTED,
          "the feature '" + Features.SEARCH + "' was not negotiated; name it in Hello");
    }
    refuseBadNumbers(request);
    this.request = request;
    this.pattern =
        SearchPattern.of(request.getPattern(), request.getLiteral(), request.getIgnoreCase());
    this.directory = rooms.terminals();
    this.toldMs = context.loop().nowMs();
    context.server().admission().beginSearch(context.principal().name()); // nothing fails below
    directory.loop().execute(this::find);
  }

  private static void refuseBadNumbers(SearchScrollback request) {
    if (Integer.compareUnsigned(request.getLimit(), MAX_LIMIT) > 0) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
          "limit is at most " + MAX_LIMIT + "; search on from next_offset for more",
          MAX_LIMIT);
    }
    long from = request.getFrom();
    long to = request.getTo();
    boolean backwards = request.getBackwards();
    if (backwards ? from != 0 && to > from : to != 0 && to < from) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT, "the range ends before it begins");
    }
  }

  private void find() {
    Terminal found = directory.find(request.getTerminalId());
    ProtocolViolation why = directory.whyMissing(request.getTerminalId());
    if (found != null) {
      found.output().watchErasures(whenErased); // here, for nothing of it was read yet
      watched = found.output();
    }
    later(
        () -> {
          if (found == null) {
            fail(why.code(), String.valueOf(why.getMessage()));
          } else {
            begin(found.output());
          }
        });
  }

  private void begin(TerminalOutput found) {
    long end = found.end();
    boolean backwards = request.getBackwards();
    long high = backwards ? request.getFrom() : request.getTo();
    long low = backwards ? request.getTo() : request.getFrom();
    int limit = request.getLimit() == 0 ? DEFAULT_LIMIT : request.getLimit();
    range = new SearchRange(low, high == 0 ? end : Math.min(high, end), backwards, limit);
    position = backwards ? range.to() : range.from();
    int lineBytes = Math.min(MAX_LINE_BYTES, context.maxPacketBytes() / 2);
    search = new Search(found, pattern, range, lineBytes);
    output = found;
    advance();
  }

  // ---- working

  private boolean mayWork() {
    return search != null
        && !isWorking
        && !isDone
        && !loading.isUnderWay()
        && pending.isEmpty()
        && !isPaused()
        && sendCredit.availableBytes() > 0;
  }

  /** Has a slice done, if there is anything to do and somebody to take what comes of it. */
  private void advance() {
    Search current = search;
    if (current == null || !mayWork()) {
      return;
    }
    isWorking = true;
    context
        .server()
        .searches()
        .execute(
            () -> {
              try {
                Search.Slice slice = current.slice();
                later(() -> worked(current, slice));
              } catch (Throwable e) { // whoever waits has to be told
                later(() -> fail(ErrorCode.ERROR_CODE_INTERNAL, "the search failed: " + e));
              }
            });
  }

  private void worked(Search current, Search.Slice slice) {
    isWorking = false;
    position = slice.position();
    searchedBytes = slice.searchedBytes();
    isDone = slice.state() == Search.State.DONE;
    slice.items().forEach(item -> pending.add(pending(item)));
    if (mustForget) {
      mustForget = false;
      forget(current);
    }
    if (pending.isEmpty() && context.loop().nowMs() - toldMs >= PROGRESS_MS) {
      progressDue = true;
    }
    if (slice.state() == Search.State.NOT_LOADED) {
      loading.begin(current::load);
    } else {
      advance();
    }
    context.outbound().wake();
  }

  private static Pending pending(SearchItem item) {
    if (item instanceof FoundLine line) {
      var match = SearchFrames.match(line);
      byte[] body = Bodies.encode(ServerFrame.SEARCH_MATCH_FIELD_NUMBER, match);
      return new Pending(body, match.getSerializedSize(), line);
    }
    return skipped(((SearchItem.Missing) item).gap());
  }

  private static Pending skipped(Gap gap) {
    return new Pending(
        Bodies.encode(ServerFrame.SKIPPED_FIELD_NUMBER, SearchFrames.skipped(gap)), 0, null);
  }

  /** Output was erased: none of it may stay here. */
  private void erased() {
    Search current = search;
    if (isWorking) {
      mustForget = true;
    } else if (current != null) {
      forget(current);
    }
  }

  private void forget(Search current) {
    if (!isDone) {
      current.forget();
    }
    long retainedFrom = output == null ? 0 : output.retainedFrom();
    for (int i = pending.size(); i > 0; i--) {
      Pending next = pending.remove();
      FoundLine line = next.line();
      pending.add(line != null && line.offset() < retainedFrom ? erased(line, retainedFrom) : next);
    }
  }

  private static Pending erased(FoundLine line, long retainedFrom) {
    return skipped(
        new Gap(line.offset(), Math.min(line.end(), retainedFrom), SkipReason.SKIP_REASON_PURGED));
  }

  // ---- telling

  @Override
  public Priority priority() {
    return Priority.SCROLLBACK;
  }

  @Override
  public boolean ready() {
    if (isClosed() || isPaused() || search == null) {
      return false;
    }
    Pending first = pending.peek();
    return first != null
        ? first.cost() <= sendCredit.availableBytes()
        : isDone || progressDue || mayWork();
  }

  @Override
  public Fill fill(PacketBuilder packet) {
    int before = packet.size();
    Pending first = pending.peek();
    while (first != null
        && first.cost() <= sendCredit.availableBytes()
        && packet.fits(id, first.body().length)) {
      packet.add(id, first.body());
      sendCredit.spend(first.cost());
      pending.remove();
      first = pending.peek();
    }
    if (packet.size() > before) {
      told();
    }
    if (first == null && packet.room(id) >= END_BYTES) {
      if (isDone) {
        addEnd(packet);
      } else if (progressDue) {
        addProgress(packet);
      }
    }
    advance();
    return packet.size() > before ? Fill.WRITTEN : Fill.EMPTY;
  }

  private void told() {
    toldMs = context.loop().nowMs();
    progressDue = false;
  }

  private void addProgress(PacketBuilder packet) {
    SearchProgress progress =
        SearchProgress.newBuilder().setNextOffset(position).setSearchedBytes(searchedBytes).build();
    packet.add(id, ServerFrame.SEARCH_PROGRESS_FIELD_NUMBER, progress);
    told();
  }

  private void addEnd(PacketBuilder packet) {
    Search ended = search;
    long found = ended == null ? 0 : ended.found();
    SearchDone done =
        SearchDone.newBuilder()
            .setNextOffset(position)
            .setReason(
                found >= range.limit() ? SearchEnd.SEARCH_END_LIMIT : SearchEnd.SEARCH_END_RANGE)
            .setMatches(found)
            .setSearchedBytes(searchedBytes)
            .build();
    packet.add(id, ServerFrame.SEARCH_DONE_FIELD_NUMBER, done);
    packet.add(id, CLOSE_STREAM);
    context.forgetStream(id);
  }

  @Override
  void describe(StreamStatus.Builder status) {
    long left = request.getBackwards() ? position - range.from() : range.to() - position;
    status
        .setKind(StreamKind.STREAM_KIND_SEARCH)
        .setWorkspace(request.getWorkspace())
        .setTerminalId(request.getTerminalId())
        .setLag(Math.max(0, left));
  }

  @Override
  void onFrame(ClientFrame frame) {
    throw misplaced(frame);
  }

  @Override
  void onClosed() {
    context.server().admission().endSearch(context.principal().name());
    if (search != null) {
      search.cancel();
    }
    directory
        .loop()
        .execute(
            () -> {
              if (watched != null) {
                watched.unwatchErasures(whenErased);
              }
            });
    pending.clear();
  }
}
