package dev.muxwire.cli.recording;

import java.io.IOException;

/** A file that is no asciicast, or not one from a line on. */
public final class BrokenRecording extends IOException {
  private static final long serialVersionUID = 1L;

  BrokenRecording(int line, String problem) {
    super("line " + line + ": " + problem);
  }
}
