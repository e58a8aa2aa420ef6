@NullMarked
package dev.muxwire.client.internal.core;

import org.jspecify.annotations.NullMarked;
