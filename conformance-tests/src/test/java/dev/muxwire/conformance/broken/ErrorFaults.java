package dev.muxwire.conformance.broken;

import static dev.muxwire.conformance.broken.NamedFault.changes;
import static dev.muxwire.conformance.broken.NamedFault.drops;
import static dev.muxwire.conformance.broken.NamedFault.saysMany;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Servers that answer trouble otherwise than they should. */
final class ErrorFaults {
  private ErrorFaults() {}

  static List<Faults.Group> codes() {
    List<Faults.Group> all = new ArrayList<>();
    for (ErrorCode code : ErrorCode.values()) {
      if (code == ErrorCode.UNRECOGNIZED || code.getNumber() == 0) {
        continue;
      }
      String name = code.toString().replace("ERROR_CODE_", "");
      String word = name.toLowerCase(java.util.Locale.ROOT);
      NamedFault fault =
          changes(
              "tells-internal-for-" + word.replace('_', '-'),
              frame ->
                  frame.getError().getCode() == code
                      || frame.getMutateResult().getFailure().getCode() == code,
              frame -> {
                if (frame.hasError()) {
                  frame.getErrorBuilder().setCode(ErrorCode.ERROR_CODE_INTERNAL);
                } else {
                  frame
                      .getMutateResultBuilder()
                      .getFailureBuilder()
                      .setCode(ErrorCode.ERROR_CODE_INTERNAL);
                }
              });
      all.add(new Faults.Group(Set.of(), name, List.of(fault)));
    }
    return all;
  }

  static List<NamedFault> all() {
    List<NamedFault> all = new ArrayList<>();
    all.add(
        changes(
            "says-nothing-in-errors",
            ServerFrame.Builder::hasError,
            frame -> frame.getErrorBuilder().clearMessage()));
    all.add(drops("swallows-errors-of-streams", f -> f.hasError() && f.getStreamId() != 0));
    all.add(drops("swallows-errors-of-the-connection", f -> f.hasError() && f.getStreamId() == 0));
    all.add(
        changes(
            "tells-no-limit-in-errors",
            ServerFrame.Builder::hasError,
            frame -> frame.getErrorBuilder().clearLimit()));
    all.add(
        changes(
            "tells-no-transfer-in-errors",
            ServerFrame.Builder::hasError,
            frame -> frame.getErrorBuilder().clearTransferId()));
    all.add(
        saysMany(
            "ends-another-stream-too",
            () ->
                frame ->
                    frame.hasError() && frame.getStreamId() == 2
                        ? List.of(frame, frame.toBuilder().setStreamId(1).build())
                        : List.of(frame)));
    return all;
  }
}
