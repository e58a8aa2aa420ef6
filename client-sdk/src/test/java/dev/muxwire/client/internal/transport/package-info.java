@NullMarked
package dev.muxwire.client.internal.transport;

import org.jspecify.annotations.NullMarked;
