/** The only place that constructs across rooms: start, drain, stop. */
@NullMarked
package dev.muxwire.server.boot;

import org.jspecify.annotations.NullMarked;
