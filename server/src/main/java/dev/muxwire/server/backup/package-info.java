/**
 * Backups of a data directory, and how one comes back. Files alone: who makes one of a running
 * server is {@code boot}; who restores is the command line. Imports {@code storage, log}.
 */
@NullMarked
package dev.muxwire.server.backup;

import org.jspecify.annotations.NullMarked;
