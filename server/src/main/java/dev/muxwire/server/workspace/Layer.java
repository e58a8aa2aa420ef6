package dev.muxwire.server.workspace;

import com.google.protobuf.ByteString;
import com.google.protobuf.WireFormat;
import dev.muxwire.proto.v1.Attachment;
import dev.muxwire.proto.v1.EntityKind;
import dev.muxwire.proto.v1.Pane;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.wire.FieldKey;
import java.util.Map;
import java.util.Set;

/** Sorts of fields: each is like itself, so that bytes of one sort pack better without others. */
enum Layer {
  /** Integers, and what else has a fixed size. */
  NUMBERS,
  /** What is made of the ids of entities and of other things. */
  NAMES,
  TEXTS;

  private static final Map<Integer, Set<Integer>> NAMING_FIELDS =
      Map.of(
          EntityKind.ENTITY_KIND_TAB_VALUE,
          Set.of(Tab.LAYOUT_FIELD_NUMBER, Tab.SESSION_REF_FIELD_NUMBER, Tab.DEVICE_ID_FIELD_NUMBER),
          EntityKind.ENTITY_KIND_PANE_VALUE,
          Set.of(
              Pane.TAB_ID_FIELD_NUMBER,
              Pane.TERMINAL_ID_FIELD_NUMBER,
              Pane.SESSION_ID_FIELD_NUMBER),
          EntityKind.ENTITY_KIND_ATTACHMENT_VALUE,
          Set.of(Attachment.TERMINAL_ID_FIELD_NUMBER, Attachment.CLIENT_ID_FIELD_NUMBER));

  /** The layer that a field belongs to. */
  static Layer of(int kind, FieldKey key, ByteString raw) {
    if (WireFormat.getTagWireType(raw.byteAt(0)) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      return NUMBERS;
    }
    return NAMING_FIELDS.getOrDefault(kind, Set.of()).contains(key.number()) ? NAMES : TEXTS;
  }
}
