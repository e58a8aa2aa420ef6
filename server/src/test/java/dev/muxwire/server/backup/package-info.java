/** Tests of backups, on real files. */
@NullMarked
package dev.muxwire.server.backup;

import org.jspecify.annotations.NullMarked;
