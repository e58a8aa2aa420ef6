package dev.muxwire.conformance.broken;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** One WebSocket message, its fragments joined; RFC 6455, as much as a proxy needs. */
@SuppressWarnings("ArrayRecordComponent")
record WebSocketMessage(int opcode, byte[] payload) {
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int OPCODE_BITS = 0x0F;
  private static final int LENGTH_BITS = 0x7F;
  private static final int IN_TWO_BYTES = 126;
  private static final int IN_EIGHT_BYTES = 127;
  private static final int CONTROL = 8;
  private static final int MASK_BYTES = 4;

  /** Reads frames up to the end of a message; a control frame between is a message of its own. */
  static final class Reader {
    private final DataInputStream in;
    private final ByteArrayOutputStream fragments = new ByteArrayOutputStream();
    private int opcode;

    Reader(DataInputStream in) {
      this.in = in;
    }

    WebSocketMessage next() throws IOException {
      while (true) {
        int first = in.readUnsignedByte();
        byte[] payload = payload(in.readUnsignedByte());
        int kind = first & OPCODE_BITS;
        if (kind >= CONTROL) {
          return new WebSocketMessage(kind, payload);
        }
        opcode = kind == 0 ? opcode : kind;
        fragments.write(payload);
        if ((first & FINAL) != 0) {
          WebSocketMessage whole = new WebSocketMessage(opcode, fragments.toByteArray());
          fragments.reset();
          return whole;
        }
      }
    }

    private byte[] payload(int second) throws IOException {
      long length = second & LENGTH_BITS;
      if (length == IN_TWO_BYTES) {
        length = in.readUnsignedShort();
      } else if (length == IN_EIGHT_BYTES) {
        length = in.readLong();
      }
      byte[] mask = new byte[MASK_BYTES];
      if ((second & MASKED) != 0) {
        in.readFully(mask);
      }
      byte[] payload = new byte[Math.toIntExact(length)];
      in.readFully(payload);
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= mask[i % MASK_BYTES];
      }
      return payload;
    }
  }

  /** Writes it as one frame; masked with zeros, where the writer is a client. */
  void writeTo(DataOutputStream out, boolean asClient) throws IOException {
    int mask = asClient ? MASKED : 0;
    out.writeByte(FINAL | opcode);
    if (payload.length < IN_TWO_BYTES) {
      out.writeByte(mask | payload.length);
    } else if (payload.length <= 0xFFFF) {
      out.writeByte(mask | IN_TWO_BYTES);
      out.writeShort(payload.length);
    } else {
      out.writeByte(mask | IN_EIGHT_BYTES);
      out.writeLong(payload.length);
    }
    if (asClient) {
      out.writeInt(0);
    }
    out.write(payload);
    out.flush();
  }
}
