/** How results are printed: tables for people, JSON for programs. */
@NullMarked
package dev.muxwire.cli.output;

import org.jspecify.annotations.NullMarked;
