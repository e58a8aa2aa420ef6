package dev.muxwire.bench.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An RSocket 1.0 client over WebSocket, where a message is a frame: it requests one stream, and
 * demands more of it when half of what it demanded has come.
 *
 * <pre>
 *   frame:  stream id, 4 bytes | type, 6 bits, flags, 10 bits | what the type says
 * </pre>
 */
record RSocketDialect() implements Dialect {
  /** Messages that may be on their way. */
  static final int DEMAND = 64;

  private static final int SETUP = 0x01;
  private static final int KEEPALIVE = 0x03;
  private static final int REQUEST_STREAM = 0x06;
  private static final int REQUEST_N = 0x08;
  private static final int PAYLOAD = 0x0A;
  private static final int ERROR = 0x0B;
  private static final int TYPE_SHIFT = 10;
  private static final int RESPOND = 0x80;
  private static final int HEADER_BYTES = 6;
  private static final int STREAM = 1;
  private static final int HOUR_MS = 3_600_000;
  private static final byte[] MIME = "application/octet-stream".getBytes(StandardCharsets.US_ASCII);

  @Override
  public String path() {
    return "/";
  }

  @Override
  public String subprotocol() {
    return "";
  }

  @Override
  public Session open() {
    return new Requester();
  }

  private static ByteBuffer frame(int bytes, int stream, int type) {
    return ByteBuffer.allocate(HEADER_BYTES + bytes)
        .putInt(stream)
        .putShort((short) (type << TYPE_SHIFT));
  }

  private static byte[] setup() {
    return frame(4 + 4 + 4 + 2 * (1 + MIME.length), 0, SETUP)
        .putShort((short) 1)
        .putShort((short) 0)
        .putInt(HOUR_MS)
        .putInt(2 * HOUR_MS)
        .put((byte) MIME.length)
        .put(MIME)
        .put((byte) MIME.length)
        .put(MIME)
        .array();
  }

  private static final class Requester implements Session {
    private final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    private final List<byte[]> answers = new ArrayList<>();
    private long frameBytes;
    private long payload;
    private int demanded = DEMAND;

    @Override
    public List<byte[]> opening() {
      return List.of(setup(), frame(4, STREAM, REQUEST_STREAM).putInt(DEMAND).array());
    }

    @Override
    public void begin(long bytes) {
      frameBytes = bytes;
      header.clear();
    }

    @Override
    public void bytes(ByteBuffer bytes) {
      while (header.hasRemaining() && bytes.hasRemaining()) {
        header.put(bytes.get());
        if (!header.hasRemaining()) {
          handle(Short.toUnsignedInt(header.getShort(4)));
        }
      }
      bytes.position(bytes.limit());
    }

    private void handle(int typeAndFlags) {
      switch (typeAndFlags >>> TYPE_SHIFT) {
        case PAYLOAD -> {
          payload += frameBytes - HEADER_BYTES;
          if (--demanded <= DEMAND / 2) {
            answers.add(frame(4, STREAM, REQUEST_N).putInt(DEMAND - demanded).array());
            demanded = DEMAND;
          }
        }
        case KEEPALIVE -> {
          if ((typeAndFlags & RESPOND) != 0) {
            answers.add(frame(8, 0, KEEPALIVE).putLong(0).array());
          }
        }
        case ERROR -> throw new IllegalStateException("the server refused the stream");
        default -> {}
      }
    }

    @Override
    public long payload() {
      return payload;
    }

    @Override
    public List<byte[]> answers(long received) {
      List<byte[]> due = List.copyOf(answers);
      answers.clear();
      return due;
    }
  }
}
