/** What a run found, for people and programs. */
@NullMarked
package dev.muxwire.bench.report;

import org.jspecify.annotations.NullMarked;
