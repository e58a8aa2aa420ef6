package dev.muxwire.conformance.client.cases;

import static dev.muxwire.conformance.ConformanceCase.must;

import com.google.protobuf.ByteString;
import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.driver.Told;
import dev.muxwire.conformance.client.peer.PeerConnection;
import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Input;
import dev.muxwire.proto.v1.InputKind;
import java.util.List;

/** Typing; the rules judge numbers, sizes and credit of every Input. */
final class InputCases {
  /** What the peer grants on terminal streams where a case is about credit. */
  private static final long CREDIT_BYTES = 256 << 10;

  private InputCases() {}

  static List<ConformanceCase<ClientScene>> all() {
    return List.of(
        must(
            "input/acknowledged/done",
            "INPUT-1",
            "tells the application that input was written once it is acknowledged, not before",
            InputCases::acknowledged),
        must(
            "input/resend/after-cut",
            "INPUT-2",
            "types again what was not acknowledged, and nothing else, under its numbers",
            InputCases::resend),
        must(
            "input/resend/same-source",
            "INPUT-1",
            "comes back under its input_source",
            InputCases::sameSource),
        must(
            "input/large/in-parts",
            "INPUT-1",
            "types a large paste in parts, whole and in order",
            InputCases::paste),
        must(
            "input/credit/waits",
            "CREDIT-3",
            "waits for credit in a paste larger than its limit, and goes on with it",
            InputCases::waitsForCredit),
        must(
            "input/pause/waits",
            "CREDIT-3",
            "types nothing between Pause and Resume",
            InputCases::pause),
        must(
            "input/reply/kind",
            "INPUT-1",
            "tells typing from the answers of its emulator",
            InputCases::reply),
        must(
            "input/signal/overtakes",
            "CREDIT-2",
            "signals while input waits for credit",
            InputCases::signalOvertakes),
        must(
            "input/signal/not-repeated",
            "STREAM-2",
            "never repeats a signal on another connection",
            InputCases::signalNotRepeated),
        must(
            "input/resize/told",
            "SIZE-1",
            "tells the viewer's new size, and attaches with it from then on",
            InputCases::resize),
        must(
            "input/identity-reset/outcome-unknown",
            "IDENTITY-1 INPUT-1",
            "tells OUTCOME_UNKNOWN of input typed under a forgotten identity, and begins anew",
            InputCases::identityReset));
  }

  private static Input expectInput(Terminals terminal) {
    return terminal.peer().expect(terminal.stream(), BodyCase.INPUT).getInput();
  }

  /** Takes input until it is whole; returns the last number. */
  private static long take(Terminals terminal, ByteString due) {
    ByteString taken = ByteString.EMPTY;
    long seq = 0;
    while (taken.size() < due.size()) {
      Input input = expectInput(terminal);
      taken = taken.concat(input.getData());
      seq = input.getSeq();
    }
    if (!taken.equals(due)) {
      throw Breach.of("INPUT-1", "other bytes are typed, " + taken.size() + " of " + due.size());
    }
    return seq;
  }

  private static long take(Terminals terminal, String due) {
    return take(terminal, ByteString.copyFromUtf8(due));
  }

  private static void acknowledged(ClientScene scene) {
    Terminals terminal = Terminals.open(scene, Capability.CAPABILITY_INPUT);
    Told written = terminal.viewer().write("ls\r");
    long seq = take(terminal, "ls\r");
    terminal.peer().barrier();
    written.expectNone(
        "INPUT-1", "input is told to be written before it is acknowledged", DriverEvent::hasDone);
    terminal.send(Frames.inputAck(terminal.stream(), seq));
    written.await("Done", DriverEvent::hasDone);
  }

  private static void resend(ClientScene scene) {
    Terminals terminal = Terminals.open(scene, Capability.CAPABILITY_INPUT);
    Told first = terminal.viewer().write("first");
    long acknowledged = take(terminal, "first");
    terminal.send(Frames.inputAck(terminal.stream(), acknowledged));
    first.await("Done", DriverEvent::hasDone);
    Told second = terminal.viewer().write("second");
    take(terminal, "second");
    terminal.peer().cut();
    Told third = terminal.viewer().write("third");
    Terminals again = terminal.again();
    again.attached(0);
    long last = take(again, "secondthird");
    again.send(Frames.inputAck(again.stream(), last));
    second.await("Done", DriverEvent::hasDone);
    third.await("Done", DriverEvent::hasDone);
    again.peer().expectNone("INPUT-2", "more input", ClientFrame::hasInput);
  }

  private static void sameSource(ClientScene scene) {
    Terminals terminal = Terminals.open(scene, Capability.CAPABILITY_INPUT);
    terminal.viewer().write("typed");
    take(terminal, "typed");
    terminal.peer().cut();
    Terminals again = terminal.again();
    if (again.asked().getInputSource() != terminal.asked().getInputSource()) {
      throw Breach.of("INPUT-1", "it comes back under another input_source");
    }
  }

  private static void paste(ClientScene scene) {
    Terminals terminal = Terminals.open(scene, Capability.CAPABILITY_INPUT);
    ByteString paste = Frames.pattern(0, 100_000);
    Told written = terminal.viewer().write(paste);
    long seq = take(terminal, paste);
    terminal.send(Frames.inputAck(terminal.stream(), seq));
    written.await("Done", DriverEvent::hasDone);
  }

  private static void waitsForCredit(ClientScene scene) {
    Terminals terminal = Terminals.open(scene, Capability.CAPABILITY_INPUT);
    ByteString paste = Frames.pattern(0, (int) (2 * CREDIT_BYTES));
    Told written = terminal.viewer().write(paste);
    int taken = 0;
    long spent = 0;
    long limit = CREDIT_BYTES;
    long seq = 0;
    while (taken < paste.size()) {
      if (limit - spent < 40_000) {
        limit += 50_000;
        terminal.send(Frames.credit(terminal.stream(), limit));
      }
      Input input = expectInput(terminal);
      if (!paste.substring(taken).startsWith(input.getData())) {
        throw Breach.of("INPUT-1", "other bytes are typed at " + taken);
      }
      taken += input.getData().size();
      spent += input.getSerializedSize();
      seq = input.getSeq();
      terminal.send(Frames.inputAck(terminal.stream(), seq));
    }
    written.await("Done", DriverEvent::hasDone);
  }

  private static void pause(ClientScene scene) {
    Terminals terminal = Terminals.open(scene, Capability.CAPABILITY_INPUT);
    terminal.send(Frames.pause(terminal.stream()));
    terminal.peer().barrier();
    terminal.viewer().write("waits");
    terminal
        .peer()
        .expectNone("CREDIT-3", "input while the stream is paused", ClientFrame::hasInput);
    terminal.send(Frames.resume(terminal.stream()));
    take(terminal, "waits");
  }

  private static void reply(ClientScene scene) {
    Terminals terminal = Terminals.open(scene, Capability.CAPABILITY_INPUT);
    terminal.viewer().reply("\033[0n");
    Input reply = expectInput(terminal);
    terminal.viewer().write("typed");
    Input typed = expectInput(terminal);
    if (reply.getKind() != InputKind.INPUT_KIND_REPLY
        || typed.getKind() == InputKind.INPUT_KIND_REPLY) {
      throw Breach.of("INPUT-1", "a reply is " + reply.getKind() + ", typing " + typed.getKind());
    }
  }

  private static void signalOvertakes(ClientScene scene) {
    Terminals terminal = Terminals.open(scene, Capability.CAPABILITY_INPUT);
    terminal.viewer().write(Frames.pattern(0, (int) (2 * CREDIT_BYTES)));
    expectInput(terminal);
    Told sent = terminal.viewer().signal("INT");
    ClientFrame signal = terminal.peer().expect(terminal.stream(), BodyCase.SIGNAL);
    if (!signal.getSignal().getName().equals("INT")) {
      throw Breach.of("CREDIT-2", "it signals " + signal.getSignal().getName());
    }
    sent.await("Done", DriverEvent::hasDone);
  }

  private static void signalNotRepeated(ClientScene scene) {
    Terminals terminal = Terminals.open(scene, Capability.CAPABILITY_INPUT);
    terminal.viewer().signal("INT");
    terminal.peer().expect(terminal.stream(), BodyCase.SIGNAL);
    terminal.peer().cut();
    Terminals again = terminal.again();
    again.attached(0);
    again.peer().expectNone("STREAM-2", "a signal that was sent before", ClientFrame::hasSignal);
  }

  private static void resize(ClientScene scene) {
    Terminals terminal = Terminals.open(scene, Capability.CAPABILITY_INPUT);
    terminal.viewer().resize(120, 40);
    var told = terminal.peer().expect(terminal.stream(), BodyCase.RESIZE).getResize().getSize();
    terminal.peer().cut();
    Terminals again = terminal.again();
    if (told.getColumns() != 120 || told.getRows() != 40 || !again.asked().getSize().equals(told)) {
      throw Breach.of("SIZE-1", "the viewer is 120 x 40, told is " + told);
    }
  }

  private static void identityReset(ClientScene scene) {
    Terminals terminal = Terminals.open(scene, Capability.CAPABILITY_INPUT);
    Told sent = terminal.viewer().write("sent");
    take(terminal, "sent");
    terminal.peer().cut();
    PeerConnection second =
        scene.welcomed(
            welcome -> welcome.setIdentity(Frames.identity("client-2")).setIdentityReset(true));
    DriverEvent told = sent.await("Failed", DriverEvent::hasFailed);
    if (told.getFailed().getCode() != ErrorCode.ERROR_CODE_OUTCOME_UNKNOWN) {
      throw Breach.of("IDENTITY-1", "the application is told " + told.getFailed().getCode());
    }
    terminal.viewer().write("next");
    ClientFrame input = second.expect(BodyCase.INPUT);
    if (input.getInput().getSeq() != 1
        || !input.getInput().getData().toStringUtf8().equals("next")) {
      throw Breach.of("INPUT-1", "the first input of an identity is " + input.getInput());
    }
  }
}
