package dev.muxwire.server.workspace;

import com.google.protobuf.CodedOutputStream;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.wire.Bodies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * An EntityChange up to the values of its fields: which entity, as of when, and its body's kind.
 */
final class ChangeHead {
  private final byte[] id;
  private final int kind;
  private final long revision;

  ChangeHead(String id, int kind, long revision) {
    this.id = id.getBytes(StandardCharsets.UTF_8);
    this.kind = kind;
    this.revision = revision;
  }

  /** In UTF-8; never changed. */
  byte[] id() {
    return id;
  }

  /** How long it is without a body: which entity, and as of when. */
  int bytes() {
    return CodedOutputStream.computeByteArraySize(EntityChange.ID_FIELD_NUMBER, id)
        + CodedOutputStream.computeUInt64Size(EntityChange.REVISION_FIELD_NUMBER, revision);
  }

  /** How long it is in front of so many bytes of values. */
  int bytes(int valueBytes) {
    return bytes()
        + Bodies.overhead(EntityChange.BODY_FIELD_NUMBER, bodyBytes(valueBytes))
        + Bodies.overhead(kind, valueBytes);
  }

  private int bodyBytes(int valueBytes) {
    return Bodies.overhead(kind, valueBytes) + valueBytes;
  }

  /** Writes it without a body. */
  void writeTo(CodedOutputStream out) throws IOException {
    out.writeByteArray(EntityChange.ID_FIELD_NUMBER, id);
    out.writeUInt64(EntityChange.REVISION_FIELD_NUMBER, revision);
  }

  /** Writes it: so many bytes of values follow. */
  void writeTo(CodedOutputStream out, int valueBytes) throws IOException {
    writeTo(out);
    Bodies.begin(out, EntityChange.BODY_FIELD_NUMBER, bodyBytes(valueBytes));
    Bodies.begin(out, kind, valueBytes);
  }
}
