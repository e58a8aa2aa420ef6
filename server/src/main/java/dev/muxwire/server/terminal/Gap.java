package dev.muxwire.server.terminal;

import dev.muxwire.proto.v1.SkipReason;

/** Bytes [from, to) that are not to be had. */
public record Gap(long from, long to, SkipReason reason) {}
