package dev.muxwire.bench.wire;

import java.nio.ByteBuffer;
import java.util.List;

/** What a discarding client says, and what it must understand, of one protocol over WebSocket. */
public interface Dialect {
  /** A client of the dialect. */
  interface Session {
    /** Messages that it sends as soon as it is connected. */
    List<byte[]> opening();

    /** A message of so many bytes begins; in fragments: its first one. */
    void begin(long bytes);

    /** A further fragment of the message begins. */
    default void goOn(long bytes) {
      begin(bytes);
    }

    /** The next bytes of it, all up to the limit; the position moves there. */
    void bytes(ByteBuffer bytes);

    /** Bytes of payload that arrived: what the producer printed, no more. */
    long payload();

    /**
     * What it has to answer by now; none, if nothing.
     *
     * @param received bytes of messages since the connection began
     */
    List<byte[]> answers(long received);
  }

  /** The path and query that it asks for. */
  String path();

  /** The subprotocol; empty for none. */
  String subprotocol();

  /** The WebSocket extensions that it offers; empty for none. */
  default String extensions() {
    return "";
  }

  /** Whether what it sends is text; else it is binary. */
  default boolean isText() {
    return false;
  }

  Session open();

  /** The payload of messages, and nothing else: the ceiling's clients. */
  static Dialect raw(String path) {
    return new Dialect() {
      @Override
      public String path() {
        return path;
      }

      @Override
      public String subprotocol() {
        return "";
      }

      @Override
      public Session open() {
        return new RawSession();
      }
    };
  }
}
