package dev.muxwire.simulation;

import java.util.List;

/**
 * A packet on its way, read once for all who judge it.
 *
 * @param frames what it holds, with nothing compressed
 */
record SentPacket<F>(byte[] bytes, List<F> frames) {}
