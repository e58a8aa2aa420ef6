package dev.muxwire.conformance.client.cases;

import static dev.muxwire.conformance.ConformanceCase.must;

import com.google.protobuf.ByteString;
import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.TerminalCursor;
import java.util.List;

/** Terminal streams over cuts and epochs. */
final class TerminalResumeCases {
  private static final long OTHER_EPOCH = 0x9122_3344_5566_7788L;

  private TerminalResumeCases() {}

  static List<ConformanceCase<ClientScene>> all() {
    return List.of(
        must(
            "terminal/resume/at-the-byte",
            "OUTPUT-1 OFFSET-1",
            "resumes with the cursor of what its application has",
            TerminalResumeCases::atTheByte),
        must(
            "terminal/resume/many-cuts",
            "OUTPUT-1",
            "gives the application every byte once, however often it is cut",
            TerminalResumeCases::manyCuts),
        must(
            "terminal/resume/consumed-only",
            "OUTPUT-1 CREDIT-5",
            "resumes from what was consumed, not from what was received",
            TerminalResumeCases::consumedOnly),
        must(
            "terminal/resume/saved-cursor",
            "OFFSET-1",
            "attaches with a cursor that the application kept, and tells it how far it got",
            TerminalResumeCases::savedCursor),
        must(
            "terminal/resume/before-attached",
            "OUTPUT-1",
            "attaches as before when it is cut before Attached",
            TerminalResumeCases::beforeAttached),
        must(
            "terminal/epoch/new-without-loss",
            "OFFSET-2",
            "takes a new epoch with Attached, and resumes in it",
            TerminalResumeCases::newEpoch),
        must(
            "terminal/epoch/lost",
            "SKIPPED-1 OFFSET-2",
            "goes on at the start of the new epoch when bytes that it had are LOST",
            TerminalResumeCases::lost),
        must(
            "terminal/epoch/lost-at-resume",
            "SKIPPED-1 OFFSET-2",
            "goes on at the start of the new epoch when it resumes beyond it",
            TerminalResumeCases::lostAtResume));
  }

  private static void requireCursor(Terminals terminal, long epoch, long offset) {
    TerminalCursor asked = terminal.asked().getCursor();
    if (!terminal.asked().hasCursor()
        || asked.getLogEpoch() != epoch
        || asked.getOffset() != offset) {
      throw Breach.of(
          "OFFSET-1",
          "it attaches at "
              + (terminal.asked().hasCursor() ? "offset " + asked.getOffset() : "no cursor")
              + (asked.getLogEpoch() == epoch ? "" : " of another epoch")
              + ", due was "
              + offset);
    }
  }

  private static void atTheByte(ClientScene scene) {
    Terminals terminal = Terminals.open(scene);
    terminal.output(0, "0123456");
    terminal.viewer().expectOutput(0, "0123456");
    terminal.peer().barrier();
    terminal.peer().cut();
    Terminals again = terminal.again();
    requireCursor(again, Frames.LOG_EPOCH, 7);
    again.attached(7);
    again.output(7, "789");
    terminal.viewer().expectOutput(7, "789");
  }

  private static void manyCuts(ClientScene scene) {
    ByteString log = Frames.pattern(0, 4_000);
    Terminals terminal = Terminals.ask(scene, attach -> attach, false);
    for (int cut = 1; cut <= 8; cut++) {
      int from = (int) terminal.asked().getCursor().getOffset();
      if (from > (cut - 1) * 500) {
        throw Breach.of("OFFSET-1", "it attaches at " + from + ", which it never had");
      }
      terminal.attached(from);
      for (int offset = from; offset < cut * 500; offset += 250) {
        int to = Math.min(offset + 250, cut * 500);
        terminal.send(Frames.output(terminal.stream(), offset, log.substring(offset, to)));
      }
      if (cut < 8) {
        terminal.peer().barrier();
        terminal.peer().cut();
        terminal = terminal.again();
      }
    }
    terminal.viewer().expectOutput(0, log);
  }

  private static void consumedOnly(ClientScene scene) {
    scene.need(Capability.CAPABILITY_BACKPRESSURE);
    Terminals terminal = Terminals.ask(scene, attach -> attach, false);
    terminal.attached(0);
    terminal.output(0, "consumed");
    terminal.viewer().expectOutput(0, "consumed");
    terminal.peer().barrier();
    terminal.viewer().consuming(false);
    // One event may have been asked for already.
    terminal.output(8, "a");
    for (int i = 0; i < 20; i++) {
      terminal.output(9 + i * 4L, "wait");
    }
    terminal.peer().barrier();
    terminal.peer().cut();
    Terminals again = terminal.again();
    int from = (int) again.asked().getCursor().getOffset();
    if (!again.asked().hasCursor() || from < 8 || from > 9) {
      throw Breach.of(
          "CREDIT-5", "it resumes at " + from + ", and the application has consumed 8 or 9");
    }
    again.attached(from);
    terminal.viewer().consuming(true);
    if (from == 8) {
      again.output(8, "a");
    }
    again.output(9, "after all");
    terminal.viewer().expectOutput(8, "aafter all");
  }

  private static void savedCursor(ClientScene scene) {
    scene.need(Capability.CAPABILITY_SAVED_CURSOR);
    Terminals terminal =
        Terminals.ask(
            scene,
            attach ->
                attach.setCursor(
                    TerminalCursor.newBuilder().setLogEpoch(Frames.LOG_EPOCH).setOffset(1_000)),
            false);
    requireCursor(terminal, Frames.LOG_EPOCH, 1_000);
    terminal.attached(1_000);
    terminal.output(1_000, "here");
    terminal.viewer().expectOutput(1_000, "here");
    terminal.output(1_004, "!");
    terminal.viewer().expectOutput(1_004, "!");
    TerminalCursor cursor = terminal.viewer().cursor();
    if (cursor.getLogEpoch() != Frames.LOG_EPOCH
        || cursor.getOffset() < 1_004
        || cursor.getOffset() > 1_005) {
      throw Breach.of(
          "OFFSET-1", "the application has consumed 5 bytes, and its cursor is " + cursor);
    }
  }

  private static void beforeAttached(ClientScene scene) {
    Terminals terminal = Terminals.ask(scene, attach -> attach, false);
    terminal.peer().cut();
    Terminals again = terminal.again();
    if (!again.asked().hasStart()) {
      throw Breach.of("OUTPUT-1", "it attaches from elsewhere: " + again.asked());
    }
    again.attached(0);
    again.output(0, "here");
    terminal.viewer().expectOutput(0, "here");
  }

  private static void newEpoch(ClientScene scene) {
    Terminals terminal = Terminals.open(scene);
    terminal.output(0, "01234");
    terminal.viewer().expectOutput(0, "01234");
    terminal.send(Frames.attached(terminal.stream(), OTHER_EPOCH, 5));
    terminal.output(5, "56789");
    terminal.viewer().expectOutput(5, "56789");
    terminal.peer().barrier();
    terminal.peer().cut();
    requireCursor(terminal.again(), OTHER_EPOCH, 10);
  }

  private static void lost(ClientScene scene) {
    Terminals terminal = Terminals.open(scene);
    terminal.output(0, "0123456789");
    terminal.viewer().expectOutput(0, "0123456789");
    terminal.send(
        Frames.attached(terminal.stream(), OTHER_EPOCH, 6),
        Frames.skipped(terminal.stream(), 6, 10, SkipReason.SKIP_REASON_LOST));
    terminal.output(6, "abc");
    terminal.viewer().expectSkipped(6, 10, SkipReason.SKIP_REASON_LOST);
    terminal.viewer().expectOutput(6, "abc");
    terminal.peer().barrier();
    terminal.peer().cut();
    requireCursor(terminal.again(), OTHER_EPOCH, 9);
  }

  private static void lostAtResume(ClientScene scene) {
    Terminals terminal = Terminals.open(scene);
    terminal.output(0, "0123456789");
    terminal.viewer().expectOutput(0, "0123456789");
    terminal.peer().barrier();
    terminal.peer().cut();
    Terminals again = terminal.again();
    requireCursor(again, Frames.LOG_EPOCH, 10);
    again.send(
        Frames.attached(again.stream(), OTHER_EPOCH, 4),
        Frames.skipped(again.stream(), 4, 10, SkipReason.SKIP_REASON_LOST));
    again.output(4, "abcdef");
    terminal.viewer().expectSkipped(4, 10, SkipReason.SKIP_REASON_LOST);
    terminal.viewer().expectOutput(4, "abcdef");
  }
}
