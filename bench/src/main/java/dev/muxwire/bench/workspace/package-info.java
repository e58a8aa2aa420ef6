/** The workspaces that are measured, as entities and as JSON, and who fills and changes them. */
@NullMarked
package dev.muxwire.bench.workspace;

import org.jspecify.annotations.NullMarked;
