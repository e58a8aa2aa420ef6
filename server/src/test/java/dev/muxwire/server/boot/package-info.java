/** Tests of what joins the rooms. */
@NullMarked
package dev.muxwire.server.boot;

import org.jspecify.annotations.NullMarked;
