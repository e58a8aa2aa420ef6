/**
 * Examines a data directory that no server uses, and changes nothing. For the command line. Imports
 * {@code storage, log, workspace, terminal, tokens, backup, config}.
 */
@NullMarked
package dev.muxwire.server.doctor;

import org.jspecify.annotations.NullMarked;
