package dev.muxwire.conformance.broken;

import static dev.muxwire.conformance.broken.NamedFault.adds;
import static dev.muxwire.conformance.broken.NamedFault.changes;
import static dev.muxwire.conformance.broken.NamedFault.drops;
import static dev.muxwire.conformance.broken.NamedFault.ignores;
import static dev.muxwire.conformance.broken.NamedFault.losesSecond;
import static dev.muxwire.conformance.broken.NamedFault.mishears;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.List;
import java.util.function.Consumer;

/** Servers that are wrong about input. */
final class InputFaults {
  private InputFaults() {}

  static List<NamedFault> all() {
    return List.of(
        adds(
            "acknowledges-at-once",
            frame -> {
              ServerFrame.Builder ack = ServerFrame.newBuilder().setStreamId(frame.getStreamId());
              ack.getInputAckBuilder().setSeq(frame.getInput().getSeq());
              return frame.hasInput() ? List.of(ack.build()) : List.of();
            }),
        drops("acknowledges-nothing", ServerFrame.Builder::hasInputAck),
        drops("loses-input", ServerFrame.Builder::hasHostInput),
        losesSecond("loses-the-second-input", ServerFrame.Builder::hasHostInput),
        changes(
            "renumbers-input",
            ServerFrame.Builder::hasHostInput,
            frame -> frame.getHostInputBuilder().setSeq(frame.getHostInput().getSeq() + 1)),
        changes(
            "forgets-who-typed",
            ServerFrame.Builder::hasHostInput,
            frame -> frame.getHostInputBuilder().setClientId("somebody").clearInputSource()),
        changes(
            "changes-input",
            ServerFrame.Builder::hasHostInput,
            frame -> frame.getHostInputBuilder().setData(ByteString.copyFromUtf8("other"))),
        ignores("loses-large-input", f -> f.getInput().getData().size() >= 16 << 10),
        mishears("takes-any-input", ClientFrame.Builder::hasInput, new TakesAnyInput()),
        drops("brings-no-signals", ServerFrame.Builder::hasHostSignal),
        mishears(
            "takes-any-signal",
            ClientFrame.Builder::hasSignal,
            frame -> frame.getSignalBuilder().setName("INT")),
        new NamedFault("brings-signals-late", BringsSignalsLate::new),
        drops(
            "never-tells-that-a-host-is-away",
            f -> f.hasAttached() && !f.getAttached().getReachable()));
  }

  /** Makes of what is wrong about input something right. */
  private static final class TakesAnyInput implements Consumer<ClientFrame.Builder> {
    @Override
    public void accept(ClientFrame.Builder frame) {
      var input = frame.getInputBuilder();
      if (input.getData().isEmpty() || input.getData().size() > 16 << 10 || input.getSeq() == 0) {
        input.setSeq(1).setData(ByteString.copyFromUtf8("x"));
      }
      if (input.getSeq() == 3 && input.getData().toStringUtf8().equals("z")) {
        input.setSeq(2);
      }
    }
  }

  /** Brings a host a signal that it had refused, once the host is back. */
  private static final class BringsSignalsLate extends Fault {
    @Override
    protected List<ServerFrame> fromServer(ServerFrame frame) {
      if (!frame.hasPublished() || frame.getStreamId() < 3) {
        return List.of(frame);
      }
      ServerFrame.Builder signal = ServerFrame.newBuilder().setStreamId(frame.getStreamId());
      signal.getHostSignalBuilder().setName("INT");
      return List.of(frame, signal.build());
    }
  }
}
