package dev.muxwire.client.internal.core;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.TerminalCursor;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.FromStart;
import dev.muxwire.proto.v1.ScreenRequest;
import org.jspecify.annotations.Nullable;

/** What opens a terminal stream, at first and again. */
final class AttachRequest {
  private final String workspace;
  private final String terminalId;
  private final AttachOptions options;
  private @Nullable TerminalSize size;

  AttachRequest(String workspace, String terminalId, AttachOptions options) {
    this.workspace = workspace;
    this.terminalId = terminalId;
    this.options = options;
    this.size = options.size().orElse(null);
  }

  /** The viewer's latest size. */
  @Nullable TerminalSize size() {
    return size;
  }

  void size(TerminalSize latest) {
    size = latest;
  }

  /** The cursor that the application began with, if it did. */
  @Nullable TerminalCursor cursor() {
    return options.from() instanceof AttachOptions.FromCursor from ? from.cursor() : null;
  }

  /** Does it ask for output from some place on, rather than for a screen? */
  boolean isForOutput() {
    return !(options.from() instanceof AttachOptions.FromScreen);
  }

  /**
   * The frame.
   *
   * @param resume where to continue; null = as the application asked
   */
  Attach encode(@Nullable TerminalCursor resume, long inputSource) {
    Attach.Builder attach =
        Attach.newBuilder()
            .setWorkspace(workspace)
            .setTerminalId(terminalId)
            .setMode(
                options.mode() == AttachOptions.Mode.LIVE
                    ? AttachMode.ATTACH_MODE_LIVE
                    : AttachMode.ATTACH_MODE_LOSSLESS)
            .setMaxLagBytes(options.maxLagBytes())
            .setReadOnly(options.readOnly())
            .setRequired(options.required())
            .setInputSource(options.readOnly() ? 0 : inputSource);
    if (size != null) {
      attach.setSize(Converters.encode(size));
    }
    setFrom(attach, resume != null ? new AttachOptions.FromCursor(resume) : options.from());
    return attach.build();
  }

  private static void setFrom(Attach.Builder attach, AttachOptions.From from) {
    if (from instanceof AttachOptions.FromCursor given) {
      attach.setCursor(
          dev.muxwire.proto.v1.TerminalCursor.newBuilder()
              .setLogEpoch(given.cursor().logEpoch())
              .setOffset(given.cursor().offset()));
    } else if (from instanceof AttachOptions.FromTail tail) {
      attach.setTailBytes(tail.bytes());
    } else if (from instanceof AttachOptions.FromStart) {
      attach.setStart(FromStart.getDefaultInstance());
    } else {
      attach.setScreen(ScreenRequest.getDefaultInstance());
    }
  }
}
