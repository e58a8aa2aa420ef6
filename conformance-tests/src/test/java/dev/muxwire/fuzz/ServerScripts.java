package dev.muxwire.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.proto.v1.Compressed;
import dev.muxwire.proto.v1.Compression;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.wire.Deflate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Packets of a server that has read the schema, but keeps none of its rules for sure. */
final class ServerScripts implements Inputs {
  /** Streams that a client under test has open. */
  static final int MAX_STREAM = 8;

  private static final List<FieldDescriptor> BODIES =
      ServerFrame.getDescriptor().getFields().stream()
          .filter(field -> field.getNumber() != ServerFrame.STREAM_ID_FIELD_NUMBER)
          .toList();

  @Override
  public byte[] next(SplittableRandom random) {
    List<byte[]> packets = new ArrayList<>();
    int count = 1 + random.nextInt(20);
    for (int i = 0; i < count; i++) {
      packets.add(packet(random));
    }
    return PacketScript.of(packets);
  }

  static byte[] packet(SplittableRandom random) {
    ServerPacket.Builder packet = ServerPacket.newBuilder();
    int frames = 1 + random.nextInt(3);
    for (int i = 0; i < frames; i++) {
      packet.addFrames(frame(random));
    }
    return packet.build().toByteArray();
  }

  private static ServerFrame frame(SplittableRandom random) {
    MessageGenerator messages =
        new MessageGenerator(random, ClientScripts.WORDS, ClientScripts.BLOCKS);
    FieldDescriptor body = BODIES.get(random.nextInt(BODIES.size()));
    DynamicMessage frame = messages.holding(ServerFrame.getDescriptor(), body).build();
    int stream = body.getNumber() < 30 && random.nextBoolean() ? 0 : random.nextInt(MAX_STREAM + 1);
    try {
      ServerFrame.Builder parsed = ServerFrame.parseFrom(frame.toByteString()).toBuilder();
      if (random.nextInt(8) == 0) {
        parsed = packed(parsed.build().toByteArray());
      }
      return parsed.setStreamId(stream).build();
    } catch (InvalidProtocolBufferException tooDeep) {
      return ServerFrame.getDefaultInstance();
    }
  }

  private static ServerFrame.Builder packed(byte[] body) {
    return ServerFrame.newBuilder()
        .setCompressed(
            Compressed.newBuilder()
                .setCompression(Compression.COMPRESSION_DEFLATE)
                .setUncompressedBytes(body.length)
                .setData(ByteString.copyFrom(new Deflate().compress(body))));
  }
}
