/** What every scenario is made with: the run, its effort, its progress. */
@NullMarked
package dev.muxwire.bench.harness;

import org.jspecify.annotations.NullMarked;
