@NullMarked
package dev.muxwire.client.internal.state;

import org.jspecify.annotations.NullMarked;
