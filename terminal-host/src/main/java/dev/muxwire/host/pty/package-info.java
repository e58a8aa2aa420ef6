/**
 * Real programs in pseudo-terminals, on Linux. Knows nothing of the network: bytes, sizes and
 * signals go in; output, in the order in which it was read, and one exit come out.
 *
 * <p>A terminal has three threads: one reads output and may be held up by whoever takes it (the
 * kernel then stops the program, which is the bound), one writes input and never disturbs the
 * reader, one waits for the program's end.
 *
 * <p>Imports nothing of Muxwire.
 */
@NullMarked
package dev.muxwire.host.pty;

import org.jspecify.annotations.NullMarked;
