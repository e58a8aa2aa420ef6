/** Keeps the numbers of docs true. */
@NullMarked
package dev.muxwire.server.document;

import org.jspecify.annotations.NullMarked;
