/**
 * The terminal host: runs programs in pseudo-terminals and publishes them through the Java SDK, as
 * an ordinary client, so that shells outlive the server's restarts.
 *
 * <p>Start with {@link dev.muxwire.host.TerminalHost}. Imports the SDK's public package, and {@code
 * dev.muxwire.host.pty} below.
 */
@NullMarked
package dev.muxwire.host;

import org.jspecify.annotations.NullMarked;
