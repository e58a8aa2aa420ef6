/**
 * Jetty at the edge: upgrade, Host and Origin, bytes in, bytes out; and the pages for operators.
 * The only room that knows Jetty, start-up excepted. Imports {@code connection, outbound, config,
 * ops}.
 */
@NullMarked
package dev.muxwire.server.endpoint;

import org.jspecify.annotations.NullMarked;
