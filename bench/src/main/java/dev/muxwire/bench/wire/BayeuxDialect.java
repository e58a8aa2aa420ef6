package dev.muxwire.bench.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Bayeux client over WebSocket, in text messages: handshake, then connect and subscribe, and a
 * {@code /meta/connect} again whenever one is answered. A message of the channel is Z85 in JSON; of
 * it only the beginning is read, and its length tells how much is in it.
 */
record BayeuxDialect(String path, String channel) implements Dialect {
  /** The beginning of a message that is kept: all of one that tells about the session. */
  private static final int KEPT_BYTES = 1024;

  private static final Pattern CLIENT_ID = Pattern.compile("\"clientId\":\"([^\"]+)\"");

  /** What is before the text of the data. */
  private static final String BEFORE = "[{\"ext\":{\"binary\":{}},\"data\":{\"data\":\"";

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

  private final class Subscriber implements Session {
    private final ByteBuffer kept = ByteBuffer.allocate(KEPT_BYTES);
    private final List<byte[]> answers = new ArrayList<>();
    private String clientId = "";
    private long messageBytes;
    private long left;
    private long payload;

    @Override
    public List<byte[]> opening() {
      return List.of(ascii(HANDSHAKE));
    }

    @Override
    public void begin(long bytes) {
      kept.clear();
      messageBytes = bytes;
      left = bytes;
    }

    @Override
    public void goOn(long bytes) {
      throw new IllegalStateException("a message in fragments");
    }

    @Override
    public void bytes(ByteBuffer bytes) {
      int part = Math.min(kept.remaining(), bytes.remaining());
      left -= bytes.remaining();
      kept.put(bytes.duplicate().limit(bytes.position() + part));
      bytes.position(bytes.limit());
      if (left == 0) {
        handle(new String(kept.array(), 0, kept.position(), StandardCharsets.US_ASCII));
      }
    }

    private void handle(String begins) {
      if (begins.contains("\"channel\":\"/meta/")) {
        meta(begins);
      } else if (begins.startsWith(BEFORE)) {
        payload += z85Bytes(messageBytes - BEFORE.length() - behind().length());
      } else {
        throw new IllegalStateException("not what is published: " + begins);
      }
    }

    private void meta(String message) {
      if (!message.contains("\"successful\":true")) {
        throw new IllegalStateException("refused: " + message);
      }
      Matcher id = CLIENT_ID.matcher(message);
      if (message.contains("\"/meta/handshake\"") && id.find()) {
        clientId = id.group(1);
        answers.add(ascii(connect("/meta/subscribe", "\"subscription\":\"" + channel + "\"")));
      }
      if (!message.contains("\"/meta/subscribe\"")) {
        answers.add(ascii(connect("/meta/connect", "\"connectionType\":\"websocket\"")));
      }
    }

    private String connect(String meta, String more) {
      return "[{\"channel\":\"" + meta + "\",\"clientId\":\"" + clientId + "\"," + more + "}]";
    }

    @Override
    public long payload() {
      return payload;
    }

    @Override
    public List<byte[]> answers(long received) {
      List<byte[]> due = List.copyOf(answers);
      answers.clear();
      return due;
    }
  }

  /** What is behind the text of the data, in some order. */
  private String behind() {
    return "\",\"meta\":{},\"last\":true},\"channel\":\"" + channel + "\"}]";
  }

  /** That so many characters stand for. */
  static long z85Bytes(long characters) {
    return characters * 4 / 5;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
