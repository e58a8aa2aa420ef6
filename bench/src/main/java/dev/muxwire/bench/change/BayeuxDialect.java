package dev.muxwire.bench.change;

import dev.muxwire.bench.wire.Dialect;
import dev.muxwire.bench.wire.MessageSession;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A subscriber of one channel of a Bayeux server. Its payload is 1 once it is subscribed, and one
 * more for each message published.
 */
record BayeuxDialect(String path) implements Dialect {
  /** What is published on. */
  static final String CHANNEL = "/workspace";

  private static final Pattern CLIENT_ID = Pattern.compile("\"clientId\":\"([^\"]+)\"");
  private static final String HANDSHAKE =
      "[{\"channel\":\"/meta/handshake\",\"version\":\"1.0\",\"minimumVersion\":\"1.0\","
          + "\"supportedConnectionTypes\":[\"websocket\"]}]";

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
    return new Subscriber();
  }

  private static final class Subscriber extends MessageSession {
    private String clientId = "";
    private long changes;

    @Override
    public List<byte[]> opening() {
      say(HANDSHAKE);
      return answers(0);
    }

    @Override
    protected void handle(ByteBuffer whole) {
      String message = text(whole);
      if (message.contains("\"successful\":false")) {
        throw new IllegalStateException("refused: " + message);
      }
      if (message.contains("\"/meta/handshake\"")) {
        Matcher id = CLIENT_ID.matcher(message);
        if (!id.find()) {
          throw new IllegalStateException("without client: " + message);
        }
        clientId = id.group(1);
        meta("subscribe", "\"subscription\":\"" + CHANNEL + "\"");
        meta("connect", "\"connectionType\":\"websocket\"");
      } else if (message.contains("\"/meta/subscribe\"")) {
        changes++;
      } else if (message.contains("\"/meta/connect\"")) {
        meta("connect", "\"connectionType\":\"websocket\"");
      }
      if (message.contains("\"channel\":\"" + CHANNEL + "\"")) {
        changes++;
      }
    }

    private void meta(String name, String more) {
      say("[{\"channel\":\"/meta/%s\",\"clientId\":\"%s\",%s}]".formatted(name, clientId, more));
    }

    @Override
    public long payload() {
      return changes;
    }
  }
}
