package dev.muxwire.conformance.broken;

import static dev.muxwire.conformance.broken.NamedFault.changes;
import static dev.muxwire.conformance.broken.NamedFault.drops;
import static dev.muxwire.conformance.broken.NamedFault.hears;
import static dev.muxwire.conformance.broken.NamedFault.ignores;
import static dev.muxwire.conformance.broken.NamedFault.mishears;
import static dev.muxwire.conformance.broken.NamedFault.saysMany;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.List;

/** Servers that are wrong about hosts. */
final class HostFaults {
  private HostFaults() {}

  static List<NamedFault> all() {
    return List.of(
        mishears(
            "lets-any-instance-take-over",
            ClientFrame.Builder::hasRegisterHost,
            frame -> frame.getRegisterHostBuilder().setTakeOver(true)),
        mishears(
            "lets-nobody-take-over",
            ClientFrame.Builder::hasRegisterHost,
            frame -> frame.getRegisterHostBuilder().setTakeOver(false)),
        changes(
            "knows-all-terminals",
            ServerFrame.Builder::hasHostRegistered,
            frame -> frame.getHostRegisteredBuilder().clearUnknownTerminalIds()),
        mishears(
            "takes-any-host-id",
            ClientFrame.Builder::hasRegisterHost,
            frame -> {
              int length = frame.getRegisterHost().getHostId().length();
              if (length == 0 || length > 50) {
                frame.getRegisterHostBuilder().setHostId("some-host");
              }
            }),
        changes(
            "tells-hosts-to-begin-anew",
            ServerFrame.Builder::hasPublished,
            frame -> frame.getPublishedBuilder().clearEnd()),
        changes(
            "tells-hosts-no-exit",
            ServerFrame.Builder::hasPublished,
            frame -> frame.getPublishedBuilder().clearExited()),
        mishears(
            "takes-output-anywhere",
            ClientFrame.Builder::hasPublishOutput,
            frame -> {
              var output = frame.getPublishOutputBuilder();
              if (output.getOffset() == 5) {
                output.setOffset(0);
              }
              if (output.getData().isEmpty() || output.getData().size() > 32 << 10) {
                output.setData(ByteString.copyFromUtf8("x"));
              }
            }),
        ignores("loses-the-longest-output", f -> f.getPublishOutput().getData().size() == 32 << 10),
        drops("acknowledges-no-output", ServerFrame.Builder::hasPublishAck),
        changes(
            "acknowledges-more-than-came",
            f -> f.getPublishAck().getDurableOffset() > 0,
            frame -> frame.getPublishAckBuilder().setDurableOffset(1L << 40)),
        changes(
            "acknowledges-no-exit",
            ServerFrame.Builder::hasPublishAck,
            frame -> frame.getPublishAckBuilder().clearExited()),
        saysMany(
            "refuses-output-it-has",
            () ->
                frame ->
                    frame.getPublishAck().getDurableOffset() == 16
                        ? List.of(
                            Fault.error(frame.getStreamId(), ErrorCode.ERROR_CODE_INVALID_ARGUMENT))
                        : List.of(frame)),
        hears("appends-what-is-there", HostFaults::shifted),
        changes(
            "swallows-the-hosts-words",
            f -> f.getError().getCode() == ErrorCode.ERROR_CODE_SPAWN_FAILED,
            frame -> frame.getErrorBuilder().setMessage("it failed")),
        changes(
            "says-it-runs",
            f -> f.getError().getCode() == ErrorCode.ERROR_CODE_UNREACHABLE,
            frame -> {
              long seq = frame.getError().getRequestSeq();
              frame.getOpenTerminalResultBuilder().setRequestSeq(seq);
            }),
        drops(
            "never-ends-a-replaced-stream",
            f -> f.getError().getCode() == ErrorCode.ERROR_CODE_REPLACED),
        changes(
            "kills-at-once",
            f -> f.getHostSignal().getName().equals("HUP"),
            frame -> frame.getHostSignalBuilder().setName("KILL")),
        changes(
            "keeps-the-exit-from-the-state",
            f -> f.hasStatePart(),
            frame ->
                frame
                    .getStatePartBuilder()
                    .getChangesBuilderList()
                    .forEach(
                        change -> {
                          if (change.getBody().getTerminal().hasExit()) {
                            change.getBodyBuilder().getTerminalBuilder().clearExit();
                          }
                        })));
  }

  /** Output that was there already comes in once more, behind the end. */
  private static ClientFrame.Builder shifted(ClientFrame.Builder frame) {
    if (frame.getPublishOutput().getOffset() == 4) {
      frame.getPublishOutputBuilder().setOffset(10);
    } else if (frame.getPublishOutput().getOffset() == 10) {
      frame.getPublishOutputBuilder().setOffset(16);
    }
    return frame;
  }
}
