package dev.muxwire.conformance.server.watch;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.HashSet;
import java.util.Set;

/** Welcome comes first and once, and has only features that were asked for. */
final class FirstAnswer extends Watcher {
  private final Set<String> asked = new HashSet<>();
  private boolean welcomed;

  FirstAnswer() {
    super("watch/first-answer");
  }

  @Override
  public void sent(ClientFrame frame) {
    asked.addAll(frame.getHello().getFeaturesList());
  }

  @Override
  public void frame(ServerFrame frame) {
    if (frame.hasWelcome()) {
      check(!welcomed, "HELLO-5", "the server sent a second Welcome");
      check(frame.getStreamId() == 0, "HELLO-5", "Welcome came on a stream");
      check(
          asked.containsAll(frame.getWelcome().getFeaturesList()),
          "HELLO-5",
          "Welcome has features that Hello did not name: " + frame.getWelcome().getFeaturesList());
      welcomed = true;
    } else {
      boolean refusal = frame.hasError() && frame.getStreamId() == 0;
      check(
          welcomed || refusal, "HELLO-5", "something came before Welcome: " + frame.getBodyCase());
    }
  }
}
