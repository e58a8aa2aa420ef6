/**
 * The files that say who may come in: the grammar of {@code tokens}, reading it, editing it beside
 * a running server, and which modes secret files may have. Imports {@code auth} alone; used by
 * {@code boot}, and by programs that manage a data directory.
 */
@NullMarked
package dev.muxwire.server.tokens;

import org.jspecify.annotations.NullMarked;
