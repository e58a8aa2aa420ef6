package dev.muxwire.simulation;

/** The classes of the server's frames, as far as the frames alone tell them. */
enum FrameClass {
  CONTROL,
  TERMINAL,
  STATE,
  SCROLLBACK
}
