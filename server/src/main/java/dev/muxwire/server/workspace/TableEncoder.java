package dev.muxwire.server.workspace;

import com.google.protobuf.CodedOutputStream;
import dev.muxwire.proto.v1.EntityLists;
import dev.muxwire.proto.v1.EntityTable;
import dev.muxwire.wire.Bodies;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Encodes whole entities as an EntityTable: first all ids, then the rest, layer by layer. Each
 * packs better alone: with ids between them all other letters take longer.
 */
final class TableEncoder {
  /** Kinds that the lists of this version have; others travel one by one. */
  private static final int LAST_KIND = EntityLists.HOSTS_FIELD_NUMBER;

  private final List<ChangeEncoder> rows;
  private final byte[] ids;
  private final int lengthBytes;
  private final int stepBytes;
  private final List<EncodedLayer> layers = new ArrayList<>();

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
      before = row.revision();
    }
    ids = allIds.toByteArray();
    lengthBytes = lengths;
    stepBytes = steps;
    for (Layer layer : Layer.values()) {
      layers.add(new EncodedLayer(rows, layer));
    }
  }

  /** One layer of all rows, as EntityLists. */
  private static final class EncodedLayer {
    private final List<ChangeEncoder> rows;
    private final Layer layer;
    private final int[] rowBytes;
    private int bytes;

    EncodedLayer(List<ChangeEncoder> rows, Layer layer) {
      this.rows = rows;
      this.layer = layer;
      this.rowBytes = new int[rows.size()];
      for (int i = 0; i < rowBytes.length; i++) {
        ChangeEncoder row = rows.get(i);
        rowBytes[i] = row.bytesOf(layer);
        bytes += TableEncoder.bytes(row.kind(), rowBytes[i]);
      }
    }

    void writeTo(CodedOutputStream out) throws IOException {
      Bodies.begin(out, EntityTable.LAYERS_FIELD_NUMBER, bytes);
      for (int i = 0; i < rowBytes.length; i++) {
        Bodies.begin(out, rows.get(i).kind(), rowBytes[i]);
        rows.get(i).writeTo(out, layer);
      }
    }
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
    for (EncodedLayer layer : layers) {
      bytes += bytes(EntityTable.LAYERS_FIELD_NUMBER, layer.bytes);
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
    int[] seams = new int[layers.size()];
    out.writeByteArray(EntityTable.IDS_FIELD_NUMBER, ids);
    seams[0] = out.getTotalBytesWritten();
    Bodies.begin(out, EntityTable.ID_BYTES_FIELD_NUMBER, lengthBytes);
    for (ChangeEncoder row : rows) {
      out.writeUInt32NoTag(row.id().length);
    }
    Bodies.begin(out, EntityTable.REVISION_STEPS_FIELD_NUMBER, stepBytes);
    long before = 0;
    for (ChangeEncoder row : rows) {
      out.writeSInt64NoTag(row.revision() - before);
      before = row.revision();
    }
    layers.get(0).writeTo(out);
    for (int i = 1; i < layers.size(); i++) {
      seams[i] = out.getTotalBytesWritten();
      layers.get(i).writeTo(out);
    }
    return seams;
  }
}
