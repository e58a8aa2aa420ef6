package dev.muxwire.server.backup;

import org.jspecify.annotations.Nullable;

/**
 * A backup in a {@link BackupDirectory}.
 *
 * @param id its number, from 1
 * @param createdAtMs when it began, milliseconds since the Unix epoch; 0 if not known
 * @param bytes what a restore writes; 0 if not known
 * @param server the program that made it: "muxwire/0.1.0"
 * @param problem why it cannot be restored, as far as can be seen without reading it; null if
 *     nothing is wrong
 */
public record Backup(
    int id, long createdAtMs, long bytes, String server, @Nullable String problem) {}
