package dev.muxwire.server.wire;

import com.google.protobuf.UnsafeByteOperations;
import dev.muxwire.proto.v1.Compressed;
import dev.muxwire.proto.v1.Compression;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.BodyCompressor;
import dev.muxwire.wire.Deflate;
import dev.muxwire.wire.Features;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Makes Compressed bodies of others, where that is worth it. Safe for use by several threads. */
public final class Compressor {
  /** Smaller bodies are not worth a try. */
  public static final int LEAST_BYTES = 256;

  private static final byte[] NOT_WORTH_IT = {};
  private static final Compressor DEFLATE = new Compressor(new Deflate());
  private static final Compressor ZSTD = new Compressor(new Zstd());

  private final BodyCompressor codec;

  private Compressor(BodyCompressor codec) {
    this.codec = codec;
  }

  /** The best of what both sides have; null if there is none. */
  public static @Nullable Compressor of(Collection<String> features) {
    if (features.contains(Features.ZSTD)) {
      return ZSTD;
    }
    return features.contains(Features.DEFLATE) ? DEFLATE : null;
  }

  /** Names the form of the bodies that it makes. */
  public Object form() {
    return codec.compression();
  }

  /** Can it pack a body as the continuation of others? */
  public boolean continues() {
    return codec.compression() == Compression.COMPRESSION_DEFLATE;
  }

  /** The Compressed body in place of another; empty if it would not save at least an eighth. */
  public byte[] compress(byte[] body) {
    return compressed(body, codec.compress(body), false);
  }

  /**
   * The same for one that continues others.
   *
   * @param seams as {@link Deflate#compress(byte[], int[], byte[])} has it
   * @param before the end of the others; empty if this is the first
   */
  public byte[] compress(byte[] body, int[] seams, byte[] before) {
    return continues()
        ? compressed(body, Deflate.compress(body, seams, before), before.length > 0)
        : compress(body);
  }

  private byte[] compressed(byte[] body, byte[] packed, boolean continued) {
    if (packed.length > body.length - body.length / 8) {
      return NOT_WORTH_IT;
    }
    return Bodies.encode(
        ServerFrame.COMPRESSED_FIELD_NUMBER,
        Compressed.newBuilder()
            .setCompression(codec.compression())
            .setUncompressedBytes(body.length)
            .setData(UnsafeByteOperations.unsafeWrap(packed))
            .setContinued(continued)
            .build());
  }
}
