package dev.muxwire.server.workspace;

/**
 * A part as it travels packed, made once for all that were sent the same before it.
 *
 * @param number unlike that of any other; 0 = nothing was packed yet
 * @param body the encoded frame without its stream_id; empty if packing is not worth it
 * @param window the end of all that was packed up to here, which the next part may refer to
 */
@SuppressWarnings("ArrayRecordComponent")
public record PackedPart(long number, byte[] body, byte[] window) {

  /** What stands before the first. */
  public static final PackedPart NONE = new PackedPart(0, new byte[0], new byte[0]);

  /** How a part is packed. */
  public interface Packer {
    /** Names what it makes, the same for all that make the same. */
    Object form();

    /** The body to send; empty if packing is not worth it. */
    byte[] pack(StateScanPart part, byte[] before);

    /** The end of all that was packed, with this part. */
    byte[] window(StateScanPart part, byte[] before);
  }
}
