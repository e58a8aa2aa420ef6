package dev.muxwire.e2e;

import dev.muxwire.network.Tap;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the WebSocket messages of one connection out of its bytes. */
final class PacketRecorder implements Tap {
  private static final int BINARY = 2;
  private static final int OPCODE_BITS = 0x0f;
  private static final int MASK_BIT = 0x80;
  private static final byte[] END_OF_HEADERS = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /**
   * One packet.
   *
   * @param fromServer which way it went
   * @param payload as its receiver has it
   */
  record Packet(boolean fromServer, byte[] payload) {}

  private final List<Packet> packets = new ArrayList<>();
  private final Direction fromServer = new Direction(true);
  private final Direction fromClient = new Direction(false);

  @Override
  public synchronized void passed(boolean server, byte[] buffer, int count) {
    (server ? fromServer : fromClient).passed(buffer, count);
  }

  /** All so far, in the order in which they passed. */
  synchronized List<Packet> packets() {
    return List.copyOf(packets);
  }

  /** One direction's bytes: first the upgrade's headers, then frames. */
  private final class Direction {
    private final boolean server;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private byte[] pending = {};
    private boolean upgraded;

    Direction(boolean server) {
      this.server = server;
    }

    void passed(byte[] buffer, int count) {
      int before = pending.length;
      pending = Arrays.copyOf(pending, before + count);
      System.arraycopy(buffer, 0, pending, before, count);
      if (!upgraded) {
        skipHeaders();
      }
      while (upgraded && takeFrame()) {
        // one frame after the other
      }
    }

    private void skipHeaders() {
      for (int i = 0; i + END_OF_HEADERS.length <= pending.length; i++) {
        if (Arrays.equals(pending, i, i + 4, END_OF_HEADERS, 0, 4)) {
          drop(i + 4);
          upgraded = true;
          return;
        }
      }
    }

    /** Takes the first frame, if all of it is here. */
    private boolean takeFrame() {
      if (pending.length < 2) {
        return false;
      }
      int shortLength = pending[1] & 0x7f;
      int lengthBytes = shortLength == 126 ? 2 : shortLength == 127 ? 8 : 0;
      boolean masked = (pending[1] & MASK_BIT) != 0;
      int start = 2 + lengthBytes + (masked ? 4 : 0);
      if (pending.length < start) {
        return false;
      }
      int length = lengthBytes == 0 ? shortLength : (int) number(2, lengthBytes);
      if (pending.length < start + length) {
        return false;
      }
      byte[] payload = Arrays.copyOfRange(pending, start, start + length);
      if (masked) {
        unmask(payload, start - 4);
      }
      took(pending[0], payload);
      drop(start + length);
      return true;
    }

    private long number(int from, int bytes) {
      long value = 0;
      for (int i = 0; i < bytes; i++) {
        value = value << 8 | (pending[from + i] & 0xff);
      }
      return value;
    }

    private void unmask(byte[] payload, int keyAt) {
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= pending[keyAt + i % 4];
      }
    }

    private void took(byte first, byte[] payload) {
      int opcode = first & OPCODE_BITS;
      if (opcode != BINARY && opcode != 0) {
        return; // ping, pong or close
      }
      message.writeBytes(payload);
      if ((first & MASK_BIT) != 0) { // the last of its message
        packets.add(new Packet(server, message.toByteArray()));
        message.reset();
      }
    }

    private void drop(int count) {
      pending = Arrays.copyOfRange(pending, count, pending.length);
    }
  }
}
