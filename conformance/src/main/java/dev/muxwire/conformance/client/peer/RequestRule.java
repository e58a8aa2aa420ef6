package dev.muxwire.conformance.client.peer;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.RequestId;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Welcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Requests of a client over all its connections: numbers that rise by one for each identity, and
 * are sent again as they were.
 */
final class RequestRule extends Rule {
  /** What is known of one identity's requests. */
  private static final class Known {
    final TreeMap<Long, Sent> requests = new TreeMap<>();
    final int firstConnection;

    /** The number that the next new request must have; 0 = any: it was saved elsewhere. */
    long next;

    Known(int connection, long next) {
      this.firstConnection = connection;
      this.next = next;
    }
  }

  private static final class Sent {
    final Message body;
    int connection;
    boolean answered;

    Sent(Message body, int connection) {
      this.body = body;
      this.connection = connection;
    }
  }

  /** All identities of a case, shared by the rules of its connections. */
  static final class Book {
    private final Map<String, Known> identities = new HashMap<>();
  }

  private final Book book;
  private final int connection;
  private final List<Message> beforeWelcome = new ArrayList<>();
  private String broughtIdentity = "";
  private @Nullable Known known;

  RequestRule(Book book, int connection) {
    super("requests");
    this.book = book;
    this.connection = connection;
  }

  @Override
  void sent(ServerFrame frame) {
    if (frame.hasWelcome()) {
      Welcome welcome = frame.getWelcome();
      String id = welcome.hasIdentity() ? welcome.getIdentity().getClientId() : broughtIdentity;
      long first = id.equals(broughtIdentity) ? 0 : 1;
      Known current = book.identities.computeIfAbsent(id, absent -> new Known(connection, first));
      known = current;
      if (!welcome.getIdentityReset()) {
        beforeWelcome.forEach(body -> judge(current, body));
      }
      return;
    }
    long answered = Requests.answered(frame);
    Known current = known;
    if (answered != 0 && current != null) {
      Sent sent = current.requests.get(answered);
      if (sent != null) {
        sent.answered = true;
      }
    }
  }

  @Override
  void received(ClientFrame frame, boolean inChunks) {
    if (frame.hasHello()) {
      broughtIdentity = frame.getHello().getIdentity().getClientId();
      return;
    }
    Message body = Requests.body(frame);
    if (body == null) {
      return;
    }
    Known current = known;
    if (current == null) {
      beforeWelcome.add(body); // whose it is, Welcome tells
    } else {
      judge(current, body);
    }
  }

  private void judge(Known current, Message body) {
    long seq = Requests.seq(body);
    RequestId id = Requests.id(body);
    Message content = Requests.content(body);
    Sent before = current.requests.get(seq);
    if (before == null) {
      require(
          seq == current.next || (current.next == 0 && seq > 0),
          "REQUEST-1",
          "request " + seq + " where " + current.next + " was due");
      current.next = seq + 1;
      current.requests.put(seq, new Sent(content, connection));
    } else {
      require(
          before.connection != connection,
          "REQUEST-1",
          "request " + seq + " twice on a connection");
      require(before.body.equals(content), "REQUEST-2", "request " + seq + " is another one now");
      require(
          id == null || id.getResend(),
          "REQUEST-4",
          "request " + seq + " was sent before, and does not say so");
      before.connection = connection;
    }
    if (id != null) {
      judge(current, id);
    }
  }

  private void judge(Known current, RequestId id) {
    require(
        !id.getResend() || current.firstConnection < connection || !broughtIdentity.isEmpty(),
        "REQUEST-4",
        "request " + id.getRequestSeq() + " says that it was sent before, and was not");
    long lowest = id.getLowestOutstandingSeq();
    require(
        lowest >= 1 && lowest <= id.getRequestSeq(),
        "REQUEST-3",
        "request " + id.getRequestSeq() + " with lowest_outstanding_seq " + lowest);
    current.requests.forEach(
        (seq, sent) ->
            require(
                sent.answered || lowest <= seq,
                "REQUEST-3",
                "lowest_outstanding_seq " + lowest + " while " + seq + " has no result"));
  }

  /** Requests, whatever they ask. */
  private static final class Requests {
    private Requests() {}

    static @Nullable Message body(ClientFrame frame) {
      for (Message body :
          frame.getAllFields().values().stream()
              .filter(Message.class::isInstance)
              .map(Message.class::cast)
              .toList()) {
        if (field(body, "request") != null || field(body, "request_seq") != null) {
          return frame.getStreamId() == 0 && !frame.hasError() ? body : null;
        }
      }
      return null;
    }

    private static @Nullable FieldDescriptor field(Message message, String name) {
      return message.getDescriptorForType().findFieldByName(name);
    }

    static @Nullable RequestId id(Message body) {
      FieldDescriptor field = field(body, "request");
      return field == null ? null : (RequestId) body.getField(field);
    }

    static long seq(Message body) {
      RequestId id = id(body);
      FieldDescriptor plain = field(body, "request_seq");
      return id != null ? id.getRequestSeq() : plain == null ? 0 : (Long) body.getField(plain);
    }

    /** The request without its number. */
    static Message content(Message body) {
      FieldDescriptor field = field(body, "request");
      FieldDescriptor plain = field(body, "request_seq");
      FieldDescriptor number = field != null ? field : plain;
      return number == null ? body : body.toBuilder().clearField(number).build();
    }

    static long answered(ServerFrame frame) {
      if (frame.getStreamId() != 0) {
        return 0;
      }
      for (Object value : frame.getAllFields().values()) {
        if (value instanceof Message body) {
          FieldDescriptor field = field(body, "request_seq");
          return field == null ? 0 : (Long) body.getField(field);
        }
      }
      return 0;
    }
  }
}
