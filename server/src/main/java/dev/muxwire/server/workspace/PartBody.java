package dev.muxwire.server.workspace;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The encoded frame of a part, without its stream_id; or how to encode it, for whoever sends it
 * once and straight into a packet. Has one owner until it is {@link #encoded()}; then it never
 * changes.
 */
public final class PartBody {
  static final PartBody EMPTY = new PartBody(0, out -> new int[0]).encoded();

  private final int length;

  /** Until there are bytes; then what it holds of the state may go. */
  private @Nullable Encoder encoder;

  private byte[] bytes = {};
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

  /** Writes the body, {@link #length()} bytes. */
  public void writeTo(CodedOutputStream out) throws IOException {
    Encoder direct = encoder;
    if (direct == null) {
      out.writeRawBytes(bytes);
    } else {
      direct.writeTo(out);
    }
  }

  /** This, with its bytes, for many. */
  PartBody encoded() {
    bytes();
    return this;
  }

  /** The bytes; never changed. */
  public byte[] bytes() {
    Encoder current = encoder;
    if (current != null) {
      byte[] made = new byte[length];
      CodedOutputStream out = CodedOutputStream.newInstance(made);
      try {
        seams = current.writeTo(out);
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      out.checkNoSpaceLeft();
      bytes = made;
      encoder = null;
    }
    return bytes;
  }

  /** Where bytes of another sort begin: a packer does well to begin anew there. */
  public int[] seams() {
    bytes();
    return seams;
  }
}
