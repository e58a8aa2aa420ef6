package dev.muxwire.bench.wire;

import java.nio.ByteBuffer;

/** Takes messages out of what a WebSocket server sends, and shows them to a session. */
public final class FrameReader {
  private static final int CLOSE = 8;

  private final Dialect.Session session;
  private final ByteBuffer header = ByteBuffer.allocate(10).limit(2);
  private boolean isControl;
  private long left;
  private long received;

  public FrameReader(Dialect.Session session) {
    this.session = session;
  }

  /** Bytes of messages so far. */
  public long received() {
    return received;
  }

  /**
   * Reads all that is there.
   *
   * @throws IllegalStateException the server closes
   */
  public void read(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      if (left == 0) {
        readHeader(bytes.get());
      } else {
        readPayload(bytes);
      }
    }
  }

  private void readPayload(ByteBuffer bytes) {
    int limit = bytes.limit();
    int part = (int) Math.min(left, bytes.remaining());
    bytes.limit(bytes.position() + part);
    if (isControl) {
      bytes.position(bytes.limit());
    } else {
      session.bytes(bytes);
      received += part;
    }
    bytes.limit(limit);
    left -= part;
  }

  private void readHeader(byte next) {
    header.put(next);
    if (header.position() == 2) {
      header.limit(
          switch (header.get(1) & 0x7F) {
            case 126 -> 4;
            case 127 -> 10;
            default -> 2;
          });
    }
    if (!header.hasRemaining()) {
      left =
          switch (header.limit()) {
            case 4 -> Short.toUnsignedInt(header.getShort(2));
            case 10 -> header.getLong(2);
            default -> header.get(1) & 0x7F;
          };
      begin(header.get(0) & 0x0F);
      header.clear().limit(2);
    }
  }

  private void begin(int opcode) {
    if (opcode == CLOSE) {
      throw new IllegalStateException("the server closes");
    }
    isControl = opcode > CLOSE;
    if (opcode == 0) {
      session.goOn(left);
    } else if (!isControl) {
      session.begin(left);
    }
  }
}
