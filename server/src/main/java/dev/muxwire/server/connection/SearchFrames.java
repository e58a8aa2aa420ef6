package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.SearchMatch;
import dev.muxwire.proto.v1.Skipped;
import dev.muxwire.proto.v1.TextSpan;
import dev.muxwire.server.terminal.Gap;
import dev.muxwire.server.terminal.search.FoundLine;
import java.util.List;

/** What a search finds, as the wire has it. */
final class SearchFrames {
  private SearchFrames() {}

  static SearchMatch match(FoundLine line) {
    List<FoundLine.Span> matches = line.matches();
    SearchMatch.Builder match =
        SearchMatch.newBuilder()
            .setLineOffset(line.offset())
            .setLineEnd(line.end())
            .setLine(line.text())
            .setMatchStart(matches.get(0).start())
            .setMatchEnd(matches.get(0).end())
            .setLeftOutBefore(line.leftOutBefore())
            .setLeftOutAfter(line.leftOutAfter())
            .setContinuesLine(line.continues())
            .setCut(line.continued());
    for (FoundLine.Span further : matches.subList(1, matches.size())) {
      match.addMoreMatches(TextSpan.newBuilder().setStart(further.start()).setEnd(further.end()));
    }
    return match.build();
  }

  static Skipped skipped(Gap gap) {
    return Skipped.newBuilder().setFrom(gap.from()).setTo(gap.to()).setReason(gap.reason()).build();
  }
}
