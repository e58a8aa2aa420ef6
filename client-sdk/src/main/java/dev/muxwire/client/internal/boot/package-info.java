/**
 * The only place that puts a core, threads and a transport together. Imports everything of the SDK.
 */
@NullMarked
package dev.muxwire.client.internal.boot;

import org.jspecify.annotations.NullMarked;
