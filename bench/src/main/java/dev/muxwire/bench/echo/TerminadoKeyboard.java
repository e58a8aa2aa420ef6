package dev.muxwire.bench.echo;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import dev.muxwire.bench.wire.BlockingWebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Of terminado: JSON arrays of a kind and its text. */
final class TerminadoKeyboard implements Keyboard {
  private static final String KEYS = "[\"stdin\",\"" + KEY + "\"]";

  private final BlockingWebSocket socket;

  TerminadoKeyboard(int port) throws IOException {
    socket = new BlockingWebSocket(port, "/websocket", "");
  }

  @Override
  public void type() throws IOException {
    socket.send(KEYS);
  }

  @Override
  public int read() throws IOException {
    return printed(StandardCharsets.UTF_8.decode(socket.read()).toString());
  }

  /** Characters that a message says were printed. */
  static int printed(String message) {
    JsonArray array = JsonParser.parseString(message).getAsJsonArray();
    return array.get(0).getAsString().equals("stdout") ? array.get(1).getAsString().length() : 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
