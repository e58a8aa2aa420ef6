package dev.muxwire.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.UnknownFieldSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Messages of any type of the schema: each field there or not, at a limit, at a value that means
 * something to the target, or at none that anybody expects; unknown fields and numbers too.
 */
final class MessageGenerator {
  private static final int MAX_DEPTH = 6;
  private static final int UNKNOWN_FIELD = 1_999;
  private static final int MANY = 300;

  private static final long[] EDGES = {
    0,
    1,
    2,
    3,
    5,
    24,
    80,
    1_000,
    1_001,
    4_095,
    4_096,
    65_535,
    65_536,
    1 << 20,
    16 << 20,
    Integer.MAX_VALUE,
    1L << 31,
    (1L << 32) - 1,
    1L << 40,
    Long.MAX_VALUE - 1,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1
  };

  private final SplittableRandom random;
  private final List<String> words;
  private final List<byte[]> blocks;

  /**
   * @param words that texts are taken from: names that the target knows
   * @param blocks that bytes are taken from
   */
  MessageGenerator(SplittableRandom random, List<String> words, List<byte[]> blocks) {
    this.random = random;
    this.words = words;
    this.blocks = blocks;
  }

  /** A message of a type. */
  DynamicMessage message(Descriptor type) {
    return message(type, MAX_DEPTH);
  }

  /** A message that holds one field and nothing else, generated. */
  DynamicMessage.Builder holding(Descriptor type, FieldDescriptor field) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    message.setField(field, value(field, MAX_DEPTH));
    return message;
  }

  private DynamicMessage message(Descriptor type, int depth) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      boolean isLeaf = field.getJavaType() != FieldDescriptor.JavaType.MESSAGE;
      if (depth > 0 && random.nextInt(10) < (isLeaf ? 7 : 6)) {
        set(message, field, depth);
      }
    }
    if (random.nextInt(40) == 0) {
      message.setUnknownFields(unknownFields());
    }
    return message.build();
  }

  private void set(DynamicMessage.Builder message, FieldDescriptor field, int depth) {
    if (!field.isRepeated()) {
      message.setField(field, value(field, depth));
      return;
    }
    boolean isLeaf = field.getJavaType() != FieldDescriptor.JavaType.MESSAGE;
    int count = isLeaf && random.nextInt(30) == 0 ? MANY : random.nextInt(4);
    for (int i = 0; i < count; i++) {
      message.addRepeatedField(field, value(field, depth));
    }
  }

  private Object value(FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> (int) number();
      case LONG -> number();
      case FLOAT -> random.nextInt(4) == 0 ? Float.NaN : (float) number();
      case DOUBLE -> (double) number();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> word();
      case BYTE_STRING -> ByteString.copyFrom(block());
      case ENUM -> enumValue(field);
      case MESSAGE -> message(field.getMessageType(), depth - 1);
    };
  }

  /** Small ones often, for they are what seqs, offsets and revisions are at first. */
  long number() {
    return switch (random.nextInt(4)) {
      case 0, 1 -> random.nextInt(8);
      case 2 -> random.nextInt(6_000);
      default -> EDGES[random.nextInt(EDGES.length)];
    };
  }

  private EnumValueDescriptor enumValue(FieldDescriptor field) {
    List<EnumValueDescriptor> values = field.getEnumType().getValues();
    return random.nextInt(12) == 0
        ? field.getEnumType().findValueByNumberCreatingIfUnknown(99)
        : values.get(random.nextInt(values.size()));
  }

  String word() {
    return switch (random.nextInt(24)) {
      case 0 -> "";
      case 1 -> "x".repeat(1 + random.nextInt(300));
      case 2 -> "é€𝄞\u0000\u202e".repeat(1 + random.nextInt(500));
      default -> words.get(random.nextInt(words.size()));
    };
  }

  private byte[] block() {
    return switch (random.nextInt(8)) {
      case 0 -> new byte[0];
      case 1 -> new byte[1 + random.nextInt(40_000)];
      case 2 -> Mutations.noise(random);
      default -> blocks.get(random.nextInt(blocks.size()));
    };
  }

  private UnknownFieldSet unknownFields() {
    UnknownFieldSet.Field.Builder field =
        UnknownFieldSet.Field.newBuilder()
            .addVarint(number())
            .addLengthDelimited(ByteString.copyFrom(block()));
    UnknownFieldSet fields =
        UnknownFieldSet.newBuilder().addField(UNKNOWN_FIELD, field.build()).build();
    for (int depth = random.nextInt(3) * random.nextInt(120); depth > 0; depth--) {
      fields =
          UnknownFieldSet.newBuilder()
              .addField(UNKNOWN_FIELD, UnknownFieldSet.Field.newBuilder().addGroup(fields).build())
              .build();
    }
    return fields;
  }
}
