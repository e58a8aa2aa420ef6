/** Settings: records, validated once. Imports nothing of the server. */
@NullMarked
package dev.muxwire.server.config;

import org.jspecify.annotations.NullMarked;
