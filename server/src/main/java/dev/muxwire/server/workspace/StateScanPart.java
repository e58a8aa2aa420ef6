package dev.muxwire.server.workspace;

/**
 * A part of a scan, for all that stand at the same place.
 *
 * @param identity equal for parts that are the same, also when one of them was encoded again
 * @param body the frame without its stream_id
 * @param costBytes what it takes of a stream's credit
 * @param changes how many entities it holds
 * @param through the position after it
 * @param focus it holds entities ahead of their turn
 * @param consistent it makes the reader complete at {@code through}
 */
public record StateScanPart(
    Object identity,
    PartBody body,
    int costBytes,
    int changes,
    long through,
    boolean focus,
    boolean consistent) {

  /** Says that the scan must begin again from base 0. */
  public static final StateScanPart RESET =
      new StateScanPart(new Object(), PartBody.EMPTY, 0, 0, 0, false, false);

  /** The same, with its bytes. */
  StateScanPart encoded() {
    body.encoded();
    return this;
  }

  StateScanPart identifiedBy(Object key) {
    return new StateScanPart(key, body, costBytes, changes, through, focus, consistent);
  }
}
