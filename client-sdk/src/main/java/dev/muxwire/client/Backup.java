package dev.muxwire.client;

/**
 * A backup that the server made.
 *
 * @param id its number in the server's backup directory, from 1
 * @param bytes what a restore of it writes; the directory grew by less where backups share files
 * @param createdAtMs when it began, milliseconds since the Unix epoch
 * @param directory the backup directory, a path on the server's machine
 */
public record Backup(long id, long bytes, long createdAtMs, String directory) {}
