package dev.muxwire.conformance.server.peer;

/** A WebSocket, as a peer uses it. Nothing of it blocks. */
interface Socket {
  /** Hears what comes, one call at a time. */
  interface Listener {
    void packet(byte[] packet);

    void text(String text);

    /** The end; 1006 if there was no close frame. */
    void closed(int code);
  }

  void send(byte[] packet);

  void sendInFragments(byte[] packet, int fragmentBytes);

  void sendText(String text);

  /** Asks for no more messages, so that the network's buffers fill. */
  void stall();

  void read();

  void close();

  void cut();
}
