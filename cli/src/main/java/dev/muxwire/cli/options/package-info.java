/** Options that commands share, and the types of their values. */
@NullMarked
package dev.muxwire.cli.options;

import org.jspecify.annotations.NullMarked;
