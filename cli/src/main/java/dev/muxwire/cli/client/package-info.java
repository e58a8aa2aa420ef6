/** What commands need of a connected server: a session, names for terminals, failures in words. */
@NullMarked
package dev.muxwire.cli.client;

import org.jspecify.annotations.NullMarked;
