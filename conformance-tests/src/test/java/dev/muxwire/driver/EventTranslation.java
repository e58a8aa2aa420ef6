package dev.muxwire.driver;

import com.google.protobuf.ByteString;
import dev.muxwire.client.SearchEvent;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.TerminalExit;
import dev.muxwire.conformance.proto.v1.LineNumber;
import dev.muxwire.conformance.proto.v1.ReachabilityChanged;
import dev.muxwire.conformance.proto.v1.RoleChanged;
import dev.muxwire.conformance.proto.v1.Search;
import dev.muxwire.conformance.proto.v1.Terminal;
import dev.muxwire.proto.v1.Attached;
import dev.muxwire.proto.v1.ExitReason;
import dev.muxwire.proto.v1.Exited;
import dev.muxwire.proto.v1.Output;
import dev.muxwire.proto.v1.Resized;
import dev.muxwire.proto.v1.Screen;
import dev.muxwire.proto.v1.SearchDone;
import dev.muxwire.proto.v1.SearchEnd;
import dev.muxwire.proto.v1.SearchMatch;
import dev.muxwire.proto.v1.SearchProgress;
import dev.muxwire.proto.v1.SizePolicy;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.Skipped;
import dev.muxwire.proto.v1.TextSpan;
import java.util.List;
import java.util.Optional;

/** Events of the SDK, in the words of the schema. */
final class EventTranslation {
  private EventTranslation() {}

  /** Empty: the driver's schema has no word for it. */
  static Optional<Terminal> of(TerminalEvent event) {
    Terminal.Builder told = Terminal.newBuilder();
    if (event instanceof TerminalEvent.Attached attached) {
      told.setAttached(attached(attached));
    } else if (event instanceof TerminalEvent.Output output) {
      told.setHistory(output.history())
          .setOutput(
              Output.newBuilder()
                  .setOffset(output.offset())
                  .setData(ByteString.copyFrom(output.data())));
    } else if (event instanceof TerminalEvent.Screen screen) {
      told.setScreen(
          Screen.newBuilder()
              .setOffset(screen.offset())
              .setSize(Translation.size(screen.size()))
              .setData(ByteString.copyFrom(screen.data())));
    } else if (event instanceof TerminalEvent.Skipped skipped) {
      told.setSkipped(skipped(skipped.from(), skipped.to(), skipped.reason()));
    } else if (event instanceof TerminalEvent.Resized resized) {
      told.setResized(
          Resized.newBuilder()
              .setOffset(resized.offset())
              .setSize(Translation.size(resized.size())));
    } else if (event instanceof TerminalEvent.Exited exited) {
      told.setExited(Exited.newBuilder().setOffset(exited.offset()).setExit(exit(exited.exit())));
    } else if (event instanceof TerminalEvent.LineNumber line) {
      told.setLineNumber(LineNumber.newBuilder().setOffset(line.offset()).setLine(line.line()));
    } else if (event instanceof TerminalEvent.RoleChanged role) {
      told.setRoleChanged(
          RoleChanged.newBuilder().setResponder(role.responder()).setSizer(role.sizer()));
    } else if (event instanceof TerminalEvent.ReachabilityChanged changed) {
      told.setReachabilityChanged(
          ReachabilityChanged.newBuilder().setReachable(changed.reachable()));
    } else {
      return Optional.empty();
    }
    return Optional.of(told.build());
  }

  private static Attached attached(TerminalEvent.Attached attached) {
    return Attached.newBuilder()
        .setLogEpoch(attached.logEpoch())
        .setRetainedFrom(attached.retainedFrom())
        .setLiveFrom(attached.liveFrom())
        .setStart(attached.start())
        .setSize(Translation.size(attached.size()))
        .setResponder(attached.responder())
        .setSizer(attached.sizer())
        .setReachable(attached.reachable())
        .setWaitForReaders(attached.waitForReaders())
        .setSizePolicy(
            switch (attached.sizePolicy()) {
              case LAST_TYPIST -> SizePolicy.SIZE_POLICY_LAST_TYPIST;
              case FIXED -> SizePolicy.SIZE_POLICY_FIXED;
              case SMALLEST -> SizePolicy.SIZE_POLICY_SMALLEST;
              case UNKNOWN -> SizePolicy.SIZE_POLICY_UNSPECIFIED;
            })
        .build();
  }

  private static Skipped skipped(long from, long to, TerminalEvent.Skipped.Reason reason) {
    return Skipped.newBuilder()
        .setFrom(from)
        .setTo(to)
        .setReason(
            switch (reason) {
              case UNKNOWN -> SkipReason.SKIP_REASON_UNSPECIFIED;
              case RETENTION -> SkipReason.SKIP_REASON_RETENTION;
              case LAG -> SkipReason.SKIP_REASON_LAG;
              case LOST -> SkipReason.SKIP_REASON_LOST;
              case PURGED -> SkipReason.SKIP_REASON_PURGED;
              case HOST_OVERFLOW -> SkipReason.SKIP_REASON_HOST_OVERFLOW;
            })
        .build();
  }

  private static dev.muxwire.proto.v1.TerminalExit exit(TerminalExit exit) {
    return dev.muxwire.proto.v1.TerminalExit.newBuilder()
        .setStatus(exit.status())
        .setSignal(exit.signal())
        .setExitedAtMs(exit.exitedAtMs())
        .setReason(
            switch (exit.reason()) {
              case UNKNOWN -> ExitReason.EXIT_REASON_UNSPECIFIED;
              case EXITED -> ExitReason.EXIT_REASON_EXITED;
              case SIGNALED -> ExitReason.EXIT_REASON_SIGNALED;
              case HOST_LOST -> ExitReason.EXIT_REASON_HOST_LOST;
              case SPAWN_FAILED -> ExitReason.EXIT_REASON_SPAWN_FAILED;
            })
        .build();
  }

  static Search of(SearchEvent event) {
    Search.Builder told = Search.newBuilder();
    if (event instanceof SearchEvent.Match match) {
      told.setMatch(match(match));
    } else if (event instanceof SearchEvent.Skipped skipped) {
      told.setSkipped(skipped(skipped.from(), skipped.to(), skipped.reason()));
    } else if (event instanceof SearchEvent.Progress progress) {
      told.setProgress(
          SearchProgress.newBuilder()
              .setNextOffset(progress.nextOffset())
              .setSearchedBytes(progress.searchedBytes()));
    } else if (event instanceof SearchEvent.Done done) {
      told.setDone(
          SearchDone.newBuilder()
              .setNextOffset(done.nextOffset())
              .setReason(
                  done.limitReached() ? SearchEnd.SEARCH_END_LIMIT : SearchEnd.SEARCH_END_RANGE)
              .setMatches(done.lines())
              .setSearchedBytes(done.searchedBytes()));
    }
    return told.build();
  }

  /** The SDK counts in UTF-16, the schema in code points. */
  private static SearchMatch match(SearchEvent.Match match) {
    List<TextSpan> spans = match.matches().stream().map(span -> span(match.line(), span)).toList();
    return SearchMatch.newBuilder()
        .setLineOffset(match.offset())
        .setLineEnd(match.end())
        .setLine(match.line())
        .setMatchStart(spans.get(0).getStart())
        .setMatchEnd(spans.get(0).getEnd())
        .addAllMoreMatches(spans.subList(1, spans.size()))
        .setLeftOutBefore(match.leftOutBefore())
        .setLeftOutAfter(match.leftOutAfter())
        .setContinuesLine(match.continuesLine())
        .setCut(match.cut())
        .build();
  }

  private static TextSpan span(String line, SearchEvent.Match.Span span) {
    return TextSpan.newBuilder()
        .setStart(line.codePointCount(0, span.start()))
        .setEnd(line.codePointCount(0, span.end()))
        .build();
  }
}
