@NullMarked
package dev.muxwire.client;

import org.jspecify.annotations.NullMarked;
