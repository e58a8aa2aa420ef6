package dev.muxwire.durability;

/**
 * One entry of the schedule.
 *
 * @param moment when the server is killed
 * @param fraction 0 to 1: where exactly within the moment
 * @param workerDies a client that dies before, with requests on their way; -1 = none
 */
record Kill(Moment moment, double fraction, int workerDies) {
  /** When. */
  enum Moment {
    /** Somewhere in the work. */
    WORKING,
    /** When about as much was written as makes the server write a checkpoint. */
    CHECKPOINT,
    /** While it starts and reads its logs: it was killed just before, with much to read. */
    STARTING,
    /** Twice: as soon as it listens again, it is killed again. */
    AGAIN_AT_ONCE
  }
}
