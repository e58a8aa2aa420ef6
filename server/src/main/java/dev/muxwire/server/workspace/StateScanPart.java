package dev.muxwire.server.workspace;

/**
 * A part of a scan, encoded once for all that stand at the same place.
 *
 * @param identity equal for parts that are the same, also when one of them was encoded again
 * @param body the encoded frame without its stream_id; never changed
 * @param seams where bytes of another sort begin in it: a packer does well to begin anew there
 * @param costBytes what it takes of a stream's credit
 * @param changes how many entities it holds
 * @param through the position after it
 * @param focus it holds entities ahead of their turn
 * @param consistent it makes the reader complete at {@code through}
 */
@SuppressWarnings("ArrayRecordComponent")
public record StateScanPart(
    Object identity,
    byte[] body,
    int[] seams,
    int costBytes,
    int changes,
    long through,
    boolean focus,
    boolean consistent) {

  /** Says that the scan must begin again from base 0. */
  public static final StateScanPart RESET =
      new StateScanPart(new Object(), new byte[0], new int[0], 0, 0, 0, false, false);

  StateScanPart identifiedBy(Object key) {
    return new StateScanPart(key, body, seams, costBytes, changes, through, focus, consistent);
  }
}
