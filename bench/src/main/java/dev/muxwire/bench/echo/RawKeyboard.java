package dev.muxwire.bench.echo;

import dev.muxwire.bench.wire.BlockingWebSocket;
import java.io.IOException;

/** Of the ceiling: messages are input and output, and nothing else. */
final class RawKeyboard implements Keyboard {
  private static final byte[] KEYS = {KEY};

  private final BlockingWebSocket socket;

  RawKeyboard(int port) throws IOException {
    socket = new BlockingWebSocket(port, RawPtyServer.PATH, "");
  }

  @Override
  public void type() throws IOException {
    socket.send(KEYS);
  }

  @Override
  public int read() throws IOException {
    return socket.read().remaining();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
