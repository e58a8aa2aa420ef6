package dev.muxwire.bench.change;

import dev.muxwire.bench.wire.Dialect;
import dev.muxwire.bench.wire.MessageSession;
import java.nio.ByteBuffer;

/**
 * A client of Socket.IO, by WebSocket from the start. Its payload is 1 once it is connected, and
 * one more for each event.
 */
record SocketIoDialect(String path) implements Dialect {
  @Override
  public String subprotocol() {
    return "";
  }

  @Override
  public boolean isText() {
    return true;
  }

  @Override
  public Session open() {
    return new Client();
  }

  private static final class Client extends MessageSession {
    private long events;

    @Override
    protected void handle(ByteBuffer whole) {
      switch (whole.get(0)) {
        case '0' -> say("40"); // opened: connect to the default namespace
        case '2' -> say("3"); // ping
        case '4' -> events++; // connected, or an event
        default -> {}
      }
    }

    @Override
    public long payload() {
      return events;
    }
  }
}
