package dev.muxwire.e2e;

import dev.muxwire.client.TerminalEvent;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/** Takes all output of a terminal, and insists that it comes in order, without hole or repeat. */
final class HashingViewer extends JudgingViewer {
  private static final int EVENTS_AHEAD = 64;

  private final java.security.MessageDigest digest = Hashes.sha256();
  private final AtomicLong received = new AtomicLong();

  HashingViewer() {
    super(EVENTS_AHEAD);
  }

  /** Bytes so far. */
  long received() {
    return received.get();
  }

  /** Once the exit was told. */
  String hash() {
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  void judge(TerminalEvent event) {
    if (event instanceof TerminalEvent.Output output) {
      if (output.offset() != received.get()) {
        throw new AssertionError(
            "output at " + output.offset() + ", after " + received + " bytes were received");
      }
      digest.update(output.data());
      received.addAndGet(output.data().length);
    } else if (event instanceof TerminalEvent.Skipped skipped) {
      throw new AssertionError("a lossless viewer within retention was told " + skipped);
    }
  }
}
