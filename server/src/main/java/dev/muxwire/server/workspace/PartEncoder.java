package dev.muxwire.server.workspace;

import com.google.protobuf.CodedOutputStream;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.wire.Bodies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what one StatePart is to hold, and encodes it, as the body of a frame. */
final class PartEncoder {
  /** Around a change: its tag and length, and the fields of the part. */
  private static final int CHANGE_OVERHEAD_BYTES = 6;

  private static final int PART_OVERHEAD_BYTES = 32;
  private static final int[] NO_SEAMS = {};

  private final List<ChangeEncoder> changes = new ArrayList<>();
  private final List<ChangeEncoder> rows = new ArrayList<>();
  private final int maxBytes;
  private final boolean inTable;
  private int estimatedBytes = PART_OVERHEAD_BYTES;

  /**
   * One that is empty.
   *
   * @param maxBytes that it is to have, as far as one change is not larger
   * @param inTable whole entities travel in a table
   */
  PartEncoder(int maxBytes, boolean inTable) {
    this.maxBytes = maxBytes;
    this.inTable = inTable;
  }

  boolean isEmpty() {
    return changes.isEmpty() && rows.isEmpty();
  }

  boolean hasRoomFor(ChangeEncoder change) {
    return estimatedBytes + change.encodedBytes() + CHANGE_OVERHEAD_BYTES <= maxBytes;
  }

  void add(ChangeEncoder change) {
    (inTable && TableEncoder.holds(change) ? rows : changes).add(change);
    estimatedBytes += change.encodedBytes() + CHANGE_OVERHEAD_BYTES;
  }

  /** The focus entities, ahead of their turn. */
  StateScanPart focus(long through) {
    return encode(through, StatePart.FOCUS_FIELD_NUMBER);
  }

  /** What comes next in order. */
  StateScanPart next(long through) {
    return encode(through, 0);
  }

  /** What comes last: it makes the reader complete. */
  StateScanPart last(long through) {
    return encode(through, StatePart.CONSISTENT_FIELD_NUMBER);
  }

  /**
   * @param flag the number of the field that is true; 0 = none
   */
  private StateScanPart encode(long through, int flag) {
    TableEncoder table = rows.isEmpty() ? null : new TableEncoder(rows);
    int bytes = bytes(through, flag, table);
    int length = Bodies.overhead(ServerFrame.STATE_PART_FIELD_NUMBER, bytes) + bytes;
    PartBody body =
        new PartBody(
            length,
            out -> {
              Bodies.begin(out, ServerFrame.STATE_PART_FIELD_NUMBER, bytes);
              return write(out, through, flag, table);
            });
    return new StateScanPart(
        new Object(),
        body,
        bytes,
        changes.size() + rows.size(),
        through,
        flag == StatePart.FOCUS_FIELD_NUMBER,
        flag == StatePart.CONSISTENT_FIELD_NUMBER);
  }

  private int bytes(long through, int flag, @Nullable TableEncoder table) {
    int bytes = CodedOutputStream.computeUInt64Size(StatePart.THROUGH_FIELD_NUMBER, through);
    for (ChangeEncoder change : changes) {
      bytes += Bodies.overhead(StatePart.CHANGES_FIELD_NUMBER, change.encodedBytes());
      bytes += change.encodedBytes();
    }
    bytes += flag == 0 ? 0 : CodedOutputStream.computeBoolSize(flag, true);
    if (table != null) {
      bytes += Bodies.overhead(StatePart.TABLE_FIELD_NUMBER, table.encodedBytes());
      bytes += table.encodedBytes();
    }
    return bytes;
  }

  private int[] write(CodedOutputStream out, long through, int flag, @Nullable TableEncoder table)
      throws IOException {
    out.writeUInt64(StatePart.THROUGH_FIELD_NUMBER, through);
    for (ChangeEncoder change : changes) {
      Bodies.begin(out, StatePart.CHANGES_FIELD_NUMBER, change.encodedBytes());
      change.writeTo(out);
    }
    if (flag != 0) {
      out.writeBool(flag, true);
    }
    if (table == null) {
      return NO_SEAMS;
    }
    Bodies.begin(out, StatePart.TABLE_FIELD_NUMBER, table.encodedBytes());
    return table.writeTo(out);
  }
}
