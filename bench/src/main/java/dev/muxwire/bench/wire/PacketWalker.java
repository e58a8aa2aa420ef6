package dev.muxwire.bench.wire;

import java.nio.ByteBuffer;

/**
 * Walks an encoded ServerPacket as its bytes arrive, holds none of them, and tells what a viewer
 * without an application needs: how much output there was, and the pings. So the client costs
 * nearly as little as one that discards everything.
 */
final class PacketWalker {
  /** What a packet holds, as far as this client cares. */
  interface Listener {
    /** Output, from an offset. */
    void output(long offset, long bytes);

    /** A frame that is compressed, of so many bytes before. */
    default void compressed(long uncompressedBytes) {
      throw new IllegalStateException("compressed, but that was not asked for");
    }

    /** A state stream begins after a revision. */
    default void subscribed(long through) {}

    /** State is complete at a revision. */
    default void consistent(long revision) {}

    /** A ping, which wants its answer. */
    void ping(long nonce);
  }

  private static final int FRAMES = 1;
  private static final int PING = 11;
  private static final int COMPRESSED = 20;
  private static final int SUBSCRIBED = 30;
  private static final int STATE_PART = 31;
  private static final int OUTPUT = 42;

  private static final int DEPTH = 3;

  private final Listener listener;

  /** Of each message that we are in: how many of its bytes are still to come. */
  private final long[] left = new long[DEPTH + 1];

  /** Of each message that we are in: its field's number. */
  private final int[] within = new int[DEPTH + 1];

  private int depth;
  private int tag;
  private boolean hasTag;
  private long value;
  private int shift;
  private long skip;
  private long offset;
  private long through;

  PacketWalker(Listener listener) {
    this.listener = listener;
  }

  /** A packet of so many bytes begins. */
  void begin(long bytes) {
    depth = 0;
    left[0] = bytes;
    hasTag = false;
    value = 0;
    shift = 0;
    skip = 0;
  }

  /** The next bytes of it, all that are in the buffer up to its limit. */
  void walk(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      if (skip > 0) {
        int count = (int) Math.min(skip, bytes.remaining());
        bytes.position(bytes.position() + count);
        skip -= count;
        took(count);
      } else {
        step(bytes.get());
      }
    }
  }

  private void step(byte next) {
    value |= (next & 0x7FL) << shift;
    shift += 7;
    boolean isWhole = next >= 0;
    if (isWhole) {
      long read = value;
      value = 0;
      shift = 0;
      varint(read);
    }
    took(1);
  }

  private void varint(long read) {
    if (!hasTag) {
      tag = (int) read;
      hasTag = true;
      switch (tag & 7) {
        case 1 -> skipField(8);
        case 5 -> skipField(4);
        default -> {}
      }
    } else if ((tag & 7) == 0) {
      hasTag = false;
      number(tag >>> 3, read);
    } else {
      hasTag = false;
      lengthDelimited(tag >>> 3, read);
    }
  }

  private void skipField(int bytes) {
    hasTag = false;
    skip = bytes;
  }

  private void number(int field, long read) {
    if (depth == 2 && within[2] == OUTPUT && field == 1) {
      offset = read;
    } else if (depth == 2 && within[2] == PING && field == 1) {
      listener.ping(read);
    } else if (depth == 2 && within[2] == STATE_PART) {
      statePart(field, read);
    } else if (depth == 2 && within[2] == SUBSCRIBED && field == 5) {
      listener.subscribed(read);
    } else if (depth == 2 && within[2] == COMPRESSED && field == 2) {
      listener.compressed(read);
    }
  }

  private void statePart(int field, long read) {
    if (field == 1) {
      through = read;
    } else if (field == 3 && read != 0) {
      listener.consistent(through);
    }
  }

  private static boolean isRead(int body) {
    return switch (body) {
      case PING, COMPRESSED, SUBSCRIBED, STATE_PART, OUTPUT -> true;
      default -> false;
    };
  }

  private void lengthDelimited(int field, long bytes) {
    boolean isFrame = depth == 0 && field == FRAMES;
    boolean isBody = depth == 1 && isRead(field);
    if ((isFrame || isBody) && bytes > 0) {
      depth++;
      within[depth] = field;
      left[depth] = bytes + 1; // the last byte of the length is still to be counted
      if (field == OUTPUT) {
        offset = 0;
      }
    } else {
      if (depth == 2 && within[2] == OUTPUT && field == 2) {
        listener.output(offset, bytes);
      }
      skip = bytes;
    }
  }

  private void took(int count) {
    for (int i = 0; i <= depth; i++) {
      left[i] -= count;
    }
    while (depth > 0 && left[depth] == 0) {
      depth--;
    }
  }
}
