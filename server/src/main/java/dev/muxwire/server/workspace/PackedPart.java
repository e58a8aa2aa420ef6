package dev.muxwire.server.workspace;

/**
 * A part as it travels packed, made once for all that were sent the same before it.
 *
 * @param number unlike that of any other; from 1
 * @param body the encoded frame without its stream_id; empty if packing is not worth it
 */
@SuppressWarnings("ArrayRecordComponent")
public record PackedPart(long number, byte[] body) {}
