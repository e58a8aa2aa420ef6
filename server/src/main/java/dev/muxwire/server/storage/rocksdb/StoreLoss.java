package dev.muxwire.server.storage.rocksdb;

import java.nio.file.Path;

/**
 * What a store noticed when it was opened: something that had been durable is gone. What comes
 * before it is served, and the {@link dev.muxwire.server.log.LogStore#generation()} has changed.
 *
 * @param directory of the store
 * @param kind what was found
 * @param message for an operator: what was found, what it means, what to do
 */
public record StoreLoss(Path directory, Kind kind, String message) {
  /** What was found. */
  public enum Kind {
    /** The log of writes ends before what was durable. */
    TRUNCATED,
    /** A checksum or structure of the log of writes is wrong, or a part of it is missing. */
    DAMAGED
  }

  static StoreLoss truncated(Path directory, long sequence, long witnessed) {
    return new StoreLoss(
        directory,
        Kind.TRUNCATED,
        "the log of writes in "
            + directory
            + " ends at write "
            + sequence
            + ", and write "
            + witnessed
            + " was durable: the latest writes are lost."
            + MEANING
            + " Check the disk, and what copied or restored the directory; restore a backup if it"
            + " has more.");
  }

  static StoreLoss damaged(Path directory, String found, Path aside) {
    return new StoreLoss(
        directory,
        Kind.DAMAGED,
        "the log of writes in "
            + directory
            + " is damaged ("
            + found
            + "): what was written before the damage is served, what was written after it is lost."
            + MEANING
            + " The files are kept as they were in "
            + aside
            + "; remove them when nobody needs them. Check the disk; restore a backup if it has"
            + " more.");
  }

  private static final String MEANING =
      " Every workspace and terminal goes on in a new epoch: clients read the state anew, viewers"
          + " are told which output is lost.";
}
