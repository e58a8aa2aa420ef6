package dev.muxwire.server.workspace;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.muxwire.proto.v1.EntityLists;
import dev.muxwire.proto.v1.EntityTable;
import dev.muxwire.wire.Bodies;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/**
 * Encodes whole entities as an EntityTable: first all ids, then the rest, layer by layer. Each packs
 * better alone: with ids between them all other letters take longer.
 */
final class TableEncoder {
  /** Kinds that the lists of this version have; others travel one by one. */
  private static final int LAST_KIND = EntityLists.HOSTS_FIELD_NUMBER;

  private final List<ChangeEncoder> rows;
  private final byte[] ids;
  private final int lengthBytes;
  private final int stepBytes;
  private final int[] layerBytes = new int[Layer.count()];

  TableEncoder(List<ChangeEncoder> entities) {
    rows = entities.stream().sorted(Comparator.comparingInt(ChangeEncoder::kind)).toList();
    ByteArrayOutputStream allIds = new ByteArrayOutputStream();
    int lengths = 0;
    int steps = 0;
    long before = 0;
    for (ChangeEncoder row : rows) {
      allIds.writeBytes(row.id());
      lengths += CodedOutputStream.computeUInt32SizeNoTag(row.id().length);
      steps += CodedOutputStream.computeSInt64SizeNoTag(row.revision() - before);
      for (Layer layer : Layer.values()) {
        layerBytes[layer.ordinal()] += bytes(row.kind(), row.bytes(layer));
      }
      before = row.revision();
    }
    ids = allIds.toByteArray();
    lengthBytes = lengths;
    stepBytes = steps;
  }

  /** Can an entity stand in a table? */
  static boolean holds(ChangeEncoder change) {
    return change.isWhole() && change.kind() <= LAST_KIND;
  }

  /** How large the message is. */
  int encodedBytes() {
    int bytes =
        bytes(EntityTable.IDS_FIELD_NUMBER, ids.length)
            + bytes(EntityTable.ID_BYTES_FIELD_NUMBER, lengthBytes)
            + bytes(EntityTable.REVISION_STEPS_FIELD_NUMBER, stepBytes);
    for (int layer : layerBytes) {
      bytes += bytes(EntityTable.LAYERS_FIELD_NUMBER, layer);
    }
    return bytes;
  }

  private static int bytes(int fieldNumber, int bytes) {
    return Bodies.overhead(fieldNumber, bytes) + bytes;
  }

  /**
   * Writes the message.
   *
   * @return where in the output another sort of bytes begins: behind the ids, and with the layers
   *     but the first
   */
  int[] writeTo(CodedOutputStream out) throws IOException {
    int[] seams = new int[Layer.count()];
    out.writeByteArray(EntityTable.IDS_FIELD_NUMBER, ids);
    seams[0] = out.getTotalBytesWritten();
    begin(out, EntityTable.ID_BYTES_FIELD_NUMBER, lengthBytes);
    for (ChangeEncoder row : rows) {
      out.writeUInt32NoTag(row.id().length);
    }
    begin(out, EntityTable.REVISION_STEPS_FIELD_NUMBER, stepBytes);
    long before = 0;
    for (ChangeEncoder row : rows) {
      out.writeSInt64NoTag(row.revision() - before);
      before = row.revision();
    }
    for (Layer layer : Layer.values()) {
      if (layer.ordinal() > 0) {
        seams[layer.ordinal()] = out.getTotalBytesWritten();
      }
      begin(out, EntityTable.LAYERS_FIELD_NUMBER, layerBytes[layer.ordinal()]);
      for (ChangeEncoder row : rows) {
        begin(out, row.kind(), row.bytes(layer));
        row.write(layer, out);
      }
    }
    return seams;
  }

  private static void begin(CodedOutputStream out, int fieldNumber, int bytes) throws IOException {
    out.writeTag(fieldNumber, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(bytes);
  }
}
