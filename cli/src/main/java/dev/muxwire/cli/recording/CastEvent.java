package dev.muxwire.cli.recording;

/**
 * An event of a recording.
 *
 * @param code "o" for output; others (input, resizes, markers, the exit) show nothing
 * @param micros since the recording began, never less than the event before
 */
public record CastEvent(long micros, String code, String data) {
  public boolean isOutput() {
    return code.equals("o");
  }
}
