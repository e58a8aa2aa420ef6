package dev.muxwire.durability;

/** What the parts of one run share. */
record Run(History history, Progress progress, Pace pace, SharedTerminal terminal) {}
