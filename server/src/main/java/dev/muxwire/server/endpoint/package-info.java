/**
 * Jetty at the edge: upgrade, Host and Origin, bytes in, bytes out. The only room that knows Jetty,
 * start-up excepted. Imports {@code connection, outbound, config}.
 */
@NullMarked
package dev.muxwire.server.endpoint;

import org.jspecify.annotations.NullMarked;
