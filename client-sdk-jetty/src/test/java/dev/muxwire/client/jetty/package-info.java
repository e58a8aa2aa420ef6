@NullMarked
package dev.muxwire.client.jetty;

import org.jspecify.annotations.NullMarked;
