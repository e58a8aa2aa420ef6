/** What an operator sees: names and counts. Imports nothing of the server. */
@NullMarked
package dev.muxwire.server.ops;

import org.jspecify.annotations.NullMarked;
