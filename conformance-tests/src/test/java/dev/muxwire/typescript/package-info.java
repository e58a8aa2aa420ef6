/** The TypeScript client, built and tested as its own tools do it. */
@NullMarked
package dev.muxwire.typescript;

import org.jspecify.annotations.NullMarked;
