package dev.muxwire.server.terminal;

import com.google.protobuf.MessageLite;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.PublishHole;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.wire.Bodies;

/** What the records of a terminal's log are: bodies of the frames that its host published. */
final class OutputRecords {
  private OutputRecords() {}

  static LogRecord of(long from, long to, int field, MessageLite message) {
    return new LogRecord(from, to, Bodies.encode(field, message));
  }

  /** The payload of what remains of a record from an offset on. */
  static byte[] cut(LogRecord record, long from) {
    ClientFrame frame = Bodies.parse(ClientFrame.parser(), record.payload());
    if (frame.hasPublishOutput()) {
      PublishOutput output = frame.getPublishOutput();
      PublishOutput rest =
          output.toBuilder()
              .setOffset(from)
              .setData(output.getData().substring((int) (from - output.getOffset())))
              .build();
      return Bodies.encode(ClientFrame.PUBLISH_OUTPUT_FIELD_NUMBER, rest);
    }
    PublishHole rest = frame.getPublishHole().toBuilder().setFrom(from).build();
    return Bodies.encode(ClientFrame.PUBLISH_HOLE_FIELD_NUMBER, rest);
  }
}
