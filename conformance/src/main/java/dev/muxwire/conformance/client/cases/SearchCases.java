package dev.muxwire.conformance.client.cases;

import static dev.muxwire.conformance.ConformanceCase.must;

import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.driver.Told;
import dev.muxwire.conformance.client.peer.PeerConnection;
import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.conformance.proto.v1.CloseStream;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.conformance.proto.v1.DriverRequest;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.SearchDone;
import dev.muxwire.proto.v1.SearchEnd;
import dev.muxwire.proto.v1.SearchMatch;
import dev.muxwire.proto.v1.SearchScrollback;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.TextSpan;
import java.util.List;

/** Searching history. */
final class SearchCases {
  private SearchCases() {}

  static List<ConformanceCase<ClientScene>> all() {
    return List.of(
        must(
            "search/matches/told",
            "SEARCH-1 SEARCH-2",
            "tells lines that match, and the end",
            SearchCases::matches),
        must(
            "search/resumed/after-cut",
            "SEARCH-2",
            "goes on after a cut behind the last line that it told",
            SearchCases::resumed),
        must(
            "search/cancel/closes-stream",
            "STREAM-2",
            "ends the stream when the application cancels",
            SearchCases::cancel),
        must(
            "search/error/told",
            "SEARCH-5",
            "tells the application what is wrong with its pattern",
            SearchCases::error),
        must(
            "search/without-feature",
            "SEARCH-1",
            "tells UNSUPPORTED when the server has no feature search, and asks nothing",
            SearchCases::withoutFeature));
  }

  private static SearchMatch match(long offset) {
    return SearchMatch.newBuilder()
        .setLineOffset(offset)
        .setLineEnd(offset + 10)
        .setLine("a \uD83D\uDE00 b a b")
        .setMatchStart(4)
        .setMatchEnd(5)
        .addMoreMatches(TextSpan.newBuilder().setStart(8).setEnd(9))
        .build();
  }

  private static ServerFrame found(int stream, long offset) {
    return ServerFrame.newBuilder().setStreamId(stream).setSearchMatch(match(offset)).build();
  }

  private static ServerFrame done(int stream, int matches) {
    return ServerFrame.newBuilder()
        .setStreamId(stream)
        .setSearchDone(
            SearchDone.newBuilder()
                .setNextOffset(500)
                .setReason(SearchEnd.SEARCH_END_RANGE)
                .setMatches(matches)
                .setSearchedBytes(500))
        .build();
  }

  private static SearchMatch expectMatch(Told told) {
    return told.await("match", event -> event.getSearch().hasMatch()).getSearch().getMatch();
  }

  private static void matches(ClientScene scene) {
    scene.need(Capability.CAPABILITY_SEARCH);
    ClientScene.Session session = scene.session();
    Told told =
        session
            .client()
            .search(search -> search.setPattern("b").setIgnoreCase(true).setFrom(10).setTo(500));
    ClientFrame frame = session.peer().expect(BodyCase.SEARCH_SCROLLBACK);
    SearchScrollback asked = frame.getSearchScrollback();
    if (!asked.getPattern().equals("b")
        || !asked.getIgnoreCase()
        || asked.getLiteral()
        || asked.getBackwards()
        || asked.getFrom() != 10
        || asked.getTo() != 500) {
      throw Breach.of("SEARCH-1", "it asks for something else: " + asked);
    }
    int stream = frame.getStreamId();
    session
        .peer()
        .send(found(stream, 100), found(stream, 300), done(stream, 2), Frames.closeStream(stream));
    for (long offset : new long[] {100, 300}) {
      SearchMatch match = expectMatch(told);
      if (!match.equals(match(offset))) {
        throw Breach.of("SEARCH-1", "the application is told another match: " + match);
      }
    }
    DriverEvent end = told.await("SearchDone", event -> event.getSearch().hasDone());
    if (end.getSearch().getDone().getReason() != SearchEnd.SEARCH_END_RANGE
        || end.getSearch().getDone().getMatches() != 2) {
      throw Breach.of("SEARCH-2", "the application is told another end");
    }
    DriverEvent ended = told.await("Ended", DriverEvent::hasEnded);
    if (ended.getEnded().hasError()) {
      throw Breach.of("SEARCH-2", "a search that is complete ended with an error");
    }
  }

  private static void resumed(ClientScene scene) {
    scene.need(Capability.CAPABILITY_SEARCH);
    ClientScene.Session session = scene.session();
    Told told = session.client().search(search -> search.setPattern("b").setLimit(50));
    int stream = session.peer().expect(BodyCase.SEARCH_SCROLLBACK).getStreamId();
    session.peer().send(found(stream, 100));
    expectMatch(told);
    session.peer().barrier();
    session.peer().cut();
    PeerConnection second = scene.welcomed();
    ClientFrame frame = second.expect(BodyCase.SEARCH_SCROLLBACK);
    if (frame.getSearchScrollback().getFrom() != 110) {
      throw Breach.of(
          "SEARCH-2", "it goes on at " + frame.getSearchScrollback().getFrom() + ", not at 110");
    }
    int again = frame.getStreamId();
    second.send(found(again, 300), done(again, 1), Frames.closeStream(again));
    if (expectMatch(told).getLineOffset() != 300) {
      throw Breach.of("SEARCH-2", "the application is told another match");
    }
    told.awaitLater("Ended", DriverEvent::hasEnded);
  }

  private static void cancel(ClientScene scene) {
    scene.need(Capability.CAPABILITY_SEARCH);
    ClientScene.Session session = scene.session();
    Told told = session.client().search(search -> search.setPattern("b"));
    int stream = session.peer().expect(BodyCase.SEARCH_SCROLLBACK).getStreamId();
    session
        .client()
        .ask(
            DriverRequest.newBuilder()
                .setStream(told.id())
                .setCloseStream(CloseStream.getDefaultInstance()));
    session.peer().expect(stream, BodyCase.CLOSE_STREAM);
  }

  private static void error(ClientScene scene) {
    scene.need(Capability.CAPABILITY_SEARCH);
    ClientScene.Session session = scene.session();
    Told told = session.client().search(search -> search.setPattern("(b"));
    int stream = session.peer().expect(BodyCase.SEARCH_SCROLLBACK).getStreamId();
    session.peer().send(Frames.error(stream, ErrorCode.ERROR_CODE_INVALID_ARGUMENT));
    requireEnd(told, "SEARCH-5", ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
  }

  private static void withoutFeature(ClientScene scene) {
    scene.need(Capability.CAPABILITY_SEARCH);
    ClientScene.Session session =
        scene.session(connect -> connect, welcome -> welcome.clearFeatures());
    requireEnd(
        session.client().search(search -> search.setPattern("b")),
        "SEARCH-1",
        ErrorCode.ERROR_CODE_UNSUPPORTED);
  }

  private static void requireEnd(Told told, String requirement, ErrorCode code) {
    ErrorCode is = told.awaitLater("Ended", DriverEvent::hasEnded).getEnded().getError().getCode();
    if (is != code) {
      throw Breach.of(requirement, "the application is told " + is + ", not " + code);
    }
  }
}
