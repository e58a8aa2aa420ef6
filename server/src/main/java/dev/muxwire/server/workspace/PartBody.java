package dev.muxwire.server.workspace;

import com.google.protobuf.CodedOutputStream;
import dev.muxwire.wire.PacketBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The encoded frame of a part, without its stream_id; or how to encode it, for whoever sends it
 * once and straight into a packet. Has one owner until it is {@link #encoded()}; then it never
 * changes.
 */
public final class PartBody {
  static final PartBody EMPTY = new PartBody(0, out -> new int[0]);

  private final int length;
  private final Encoder encoder;
  private byte @Nullable [] bytes;
  private int[] seams = {};

  /** Writes the body. */
  interface Encoder {
    /**
     * @return the seams
     */
    int[] writeTo(CodedOutputStream out) throws IOException;
  }

  PartBody(int length, Encoder encoder) {
    this.length = length;
    this.encoder = encoder;
  }

  /** Bytes of the body. */
  public int length() {
    return length;
  }

  /** Adds it to a packet, in which it must fit. */
  public void addTo(PacketBuilder packet, int streamId) {
    byte[] known = bytes;
    if (known != null) {
      packet.add(streamId, known);
    } else {
      packet.add(streamId, length, encoder::writeTo);
    }
  }

  /** This, with its bytes, for many. */
  PartBody encoded() {
    bytes();
    return this;
  }

  /** The bytes; never changed. */
  public byte[] bytes() {
    byte[] known = bytes;
    if (known == null) {
      known = new byte[length];
      CodedOutputStream out = CodedOutputStream.newInstance(known);
      try {
        seams = encoder.writeTo(out);
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      out.checkNoSpaceLeft();
      bytes = known;
    }
    return known;
  }

  /** Where bytes of another sort begin: a packer does well to begin anew there. */
  public int[] seams() {
    bytes();
    return seams;
  }
}
