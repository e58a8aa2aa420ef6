package dev.muxwire.driver.faults;

import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.peer.Tamper;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.InputKind;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Signal;
import java.util.ArrayList;
import java.util.List;

/** Typing. */
final class InputFaults {
  private InputFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault("takes-pings-for-acknowledgements", EarlyAcknowledged::new),
        Fault.ignores("ignores-acknowledgements", ServerFrame::hasInputAck),
        Fault.changesLater(
            "comes-back-as-another-source",
            ClientFrame::hasAttach,
            frame ->
                frame.toBuilder()
                    .setAttach(
                        frame.getAttach().toBuilder()
                            .setInputSource(frame.getAttach().getInputSource() ^ 1))
                    .build()),
        Fault.omits("loses-a-part-of-a-paste", frame -> frame.getInput().getSeq() == 3),
        Fault.mistakes(
            "ignores-the-input-limit",
            ServerFrame::hasWelcome,
            frame ->
                frame.toBuilder()
                    .setWelcome(
                        frame.getWelcome().toBuilder()
                            .setLimits(
                                frame.getWelcome().getLimits().toBuilder()
                                    .setInitialCreditBytes(1 << 30)))
                    .build()),
        Fault.ignores("ignores-credit", ServerFrame::hasCredit),
        Fault.ignores("ignores-pause", ServerFrame::hasPause),
        Fault.ignores("ignores-resume", ServerFrame::hasResume),
        Fault.changes(
            "takes-replies-for-typing",
            ClientFrame::hasInput,
            frame ->
                frame.toBuilder()
                    .setInput(frame.getInput().toBuilder().setKind(InputKind.INPUT_KIND_TYPED))
                    .build()),
        Fault.omits("sends-no-signals", ClientFrame::hasSignal),
        new Fault("repeats-signals", RepeatsSignals::new),
        Fault.omits("tells-no-size", ClientFrame::hasResize),
        Fault.omitsLater("types-nothing-again", ClientFrame::hasInput));
  }

  /** Every ping acknowledges all input that came. */
  private static final class EarlyAcknowledged implements Tamper {
    private int stream;
    private long seq;

    @Override
    public List<List<ClientFrame>> fromClient(int connection, List<ClientFrame> packet) {
      packet.stream()
          .filter(ClientFrame::hasInput)
          .forEach(
              frame -> {
                stream = frame.getStreamId();
                seq = frame.getInput().getSeq();
              });
      return List.of(packet);
    }

    @Override
    public List<List<ServerFrame>> toClient(int connection, List<ServerFrame> packet) {
      return seq > 0 && packet.stream().anyMatch(ServerFrame::hasPing)
          ? List.of(List.of(Frames.inputAck(stream, seq)), packet)
          : List.of(packet);
    }
  }

  private static final class RepeatsSignals implements Tamper {
    private boolean signalled;

    @Override
    public List<List<ClientFrame>> fromClient(int connection, List<ClientFrame> packet) {
      signalled |= packet.stream().anyMatch(ClientFrame::hasSignal);
      List<List<ClientFrame>> packets = new ArrayList<>(List.of(packet));
      for (ClientFrame frame : packet) {
        if (signalled && connection > 1 && frame.hasAttach()) {
          packets.add(
              List.of(
                  ClientFrame.newBuilder()
                      .setStreamId(frame.getStreamId())
                      .setSignal(Signal.newBuilder().setName("INT"))
                      .build()));
        }
      }
      return packets;
    }
  }
}
