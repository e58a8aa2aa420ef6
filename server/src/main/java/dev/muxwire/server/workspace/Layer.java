package dev.muxwire.server.workspace;

import com.google.protobuf.WireFormat;
import dev.muxwire.proto.v1.Attachment;
import dev.muxwire.proto.v1.EntityKind;
import dev.muxwire.proto.v1.EntityLists;
import dev.muxwire.proto.v1.Pane;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.wire.FieldKey;

/** Sorts of fields: each is like itself, so that bytes of one sort pack better without others. */
enum Layer {
  /** Integers, and what else has a fixed size. */
  NUMBERS,
  /** What is made of the ids of entities and of other things. */
  NAMES,
  TEXTS;

  /** For each kind the fields of names, a bit each. */
  private static final long[] NAMING_FIELDS = new long[EntityLists.HOSTS_FIELD_NUMBER + 1];

  static {
    NAMING_FIELDS[EntityKind.ENTITY_KIND_TAB_VALUE] =
        bits(Tab.LAYOUT_FIELD_NUMBER, Tab.SESSION_REF_FIELD_NUMBER, Tab.DEVICE_ID_FIELD_NUMBER);
    NAMING_FIELDS[EntityKind.ENTITY_KIND_PANE_VALUE] =
        bits(Pane.TAB_ID_FIELD_NUMBER, Pane.TERMINAL_ID_FIELD_NUMBER, Pane.SESSION_ID_FIELD_NUMBER);
    NAMING_FIELDS[EntityKind.ENTITY_KIND_ATTACHMENT_VALUE] =
        bits(Attachment.TERMINAL_ID_FIELD_NUMBER, Attachment.CLIENT_ID_FIELD_NUMBER);
  }

  private static long bits(int... fields) {
    long bits = 0;
    for (int field : fields) {
      bits |= 1L << field;
    }
    return bits;
  }

  /**
   * The layer that a field belongs to.
   *
   * @param kind one that tables have
   * @param firstByte of its bytes: of its tag
   */
  static Layer of(int kind, FieldKey key, byte firstByte) {
    if (WireFormat.getTagWireType(firstByte) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      return NUMBERS;
    }
    boolean isNaming = key.number() < Long.SIZE && (NAMING_FIELDS[kind] >> key.number() & 1) != 0;
    return isNaming ? NAMES : TEXTS;
  }
}
