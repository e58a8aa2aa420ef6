package dev.muxwire.server.workspace;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Layout;
import dev.muxwire.proto.v1.Split;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.EntityFields;
import dev.muxwire.wire.FieldKey;
import dev.muxwire.wire.ProtocolLimits;
import dev.muxwire.wire.ProtocolViolation;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What an entity's fields must be like, whatever else there is. */
final class EntityRules {
  private static final int MAX_RECORD_TYPE_BYTES = 64;

  private EntityRules() {}

  /**
   * Checks the fields of an entity as it will be.
   *
   * @throws ProtocolViolation MALFORMED, LIMIT_EXCEEDED, INVALID_ARGUMENT
   */
  static void check(EntityFields fields) {
    checkSize(fields.encodedBytes());
    checkContents(fields);
  }

  /**
   * Checks the fields that a patch sets: those that it leaves are known to be right.
   *
   * @throws ProtocolViolation as {@link #check}
   */
  static void checkPatch(EntityState entity, Batch.Patch patch) {
    EntityFields changed = patch.fields();
    Set<FieldKey> cleared = Set.copyOf(patch.cleared());
    int bytes = entity.fields().length();
    for (FieldKey key : cleared) {
      bytes -= entity.fieldBytes(key);
    }
    for (Map.Entry<FieldKey, ByteString> field : changed.fields().entrySet()) {
      if (!cleared.contains(field.getKey())) {
        bytes += field.getValue().size() - entity.fieldBytes(field.getKey());
      }
    }
    checkSize(Bodies.overhead(entity.kind(), bytes) + bytes);
    checkContents(changed);
  }

  private static void checkContents(EntityFields fields) {
    checkKeys(fields);
    EntityBody body = fields.toBody(); // what no reader could parse must not get in
    if (body.hasTab() && body.getTab().hasLayout()) {
      checkLayout(body.getTab().getLayout(), 1, new HashSet<>());
    }
    if (body.hasRecord()) {
      checkLength("a record's type", body.getRecord().getTypeBytes(), MAX_RECORD_TYPE_BYTES);
    }
  }

  private static void checkKeys(EntityFields fields) {
    for (FieldKey key : fields.fields().keySet()) {
      checkLength(
          "an attribute's key",
          ByteString.copyFromUtf8(key.attribute()),
          ProtocolLimits.ATTRIBUTE_KEY_BYTES);
    }
  }

  private static void checkSize(int bytes) {
    if (bytes > ProtocolLimits.ENTITY_BYTES) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
          "an entity has at most " + ProtocolLimits.ENTITY_BYTES + " bytes, not " + bytes);
    }
  }

  private static void checkLength(String what, ByteString text, int maxBytes) {
    if (text.size() > maxBytes) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
          what + " has at most " + maxBytes + " bytes, not " + text.size());
    }
  }

  private static void checkLayout(Layout node, int depth, Set<String> seen) {
    if (depth > References.MAX_LAYOUT_DEPTH) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
          "a layout is at most " + References.MAX_LAYOUT_DEPTH + " deep");
    }
    if (node.getNodeCase() == Layout.NodeCase.PANE_ID && !seen.add(node.getPaneId())) {
      throw invalid("a layout shows pane '" + node.getPaneId() + "' twice");
    }
    if (node.getNodeCase() == Layout.NodeCase.SPLIT) {
      checkWeights(node.getSplit());
      node.getSplit().getChildrenList().forEach(child -> checkLayout(child, depth + 1, seen));
    }
  }

  private static void checkWeights(Split split) {
    int weights = split.getWeightsCount();
    if (weights != 0 && weights != split.getChildrenCount()) {
      throw invalid(
          "a split of " + split.getChildrenCount() + " children has " + weights + " weights");
    }
    for (float weight : split.getWeightsList()) {
      if (!(weight > 0) || Float.isInfinite(weight)) {
        throw invalid("a split's weights are greater than 0, not " + weight);
      }
    }
  }

  private static ProtocolViolation invalid(String message) {
    return new ProtocolViolation(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, message);
  }
}
