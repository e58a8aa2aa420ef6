package dev.muxwire.conformance.server.watch;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.RequestId;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.HashMap;
import java.util.Map;

/** Each request is answered once, and nothing is answered that was not asked. */
final class OneAnswer extends Watcher {
  private final Map<Long, Integer> asked = new HashMap<>();

  OneAnswer() {
    super("watch/one-answer");
  }

  @Override
  public void sent(ClientFrame frame) {
    long seq = seq(frame);
    if (seq != 0) {
      asked.merge(seq, 1, Integer::sum);
    } else if (frame.hasChunk() && frame.getStreamId() == 0) {
      asked.clear();
      chunked = true;
    }
  }

  /** A request that went in chunks is not looked into: from then on nothing is known. */
  private boolean chunked;

  @Override
  public void message(ServerFrame message) {
    long seq = seq(message);
    if (seq == 0 || message.getStreamId() != 0 || chunked) {
      return;
    }
    int open = asked.getOrDefault(seq, 0);
    check(open > 0, "REQUEST-2", "an answer came that is due to no request: seq " + seq);
    asked.put(seq, open - 1);
  }

  private static long seq(Message frame) {
    for (FieldDescriptor field : frame.getAllFields().keySet()) {
      if (field.getContainingOneof() != null && frame.getField(field) instanceof Message body) {
        return ofBody(body);
      }
    }
    return 0;
  }

  private static long ofBody(Message body) {
    FieldDescriptor plain = body.getDescriptorForType().findFieldByName("request_seq");
    if (plain != null) {
      return (long) body.getField(plain);
    }
    FieldDescriptor request = body.getDescriptorForType().findFieldByName("request");
    return request == null ? 0 : ((RequestId) body.getField(request)).getRequestSeq();
  }
}
