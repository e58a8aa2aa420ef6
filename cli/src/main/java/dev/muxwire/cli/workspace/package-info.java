/** A workspace as a JSON document, and the difference between two of them. */
@NullMarked
package dev.muxwire.cli.workspace;

import org.jspecify.annotations.NullMarked;
