package dev.muxwire.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.LivingTerminal;
import dev.muxwire.proto.v1.Publish;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.RegisterHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** Packets of a client that has read the schema, but keeps none of its rules for sure. */
final class ClientScripts implements Inputs {
  static final List<String> WORDS =
      List.of(
          FuzzedServer.WORKSPACE,
          FuzzedServer.WORKSPACE,
          FuzzedServer.WORKSPACE,
          "other",
          "*",
          PreparedServer.TERMINAL,
          PreparedServer.TERMINAL,
          PreparedServer.UNANSWERED,
          PreparedServer.UNANSWERED,
          PreparedServer.HOST,
          PreparedServer.INSTANCE,
          "tab1",
          "p1",
          "r1",
          "new",
          "line",
          "(a*)*b",
          "[[:alpha:]]+",
          "x{900}",
          "KILL",
          "INT",
          "/bin/sh",
          "=");

  static final List<byte[]> BLOCKS =
      List.of(
          new byte[] {1},
          PreparedServer.OUTPUT,
          "\u001b]0;title\u0007\u001b[?1049h\r\n"
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));

  /** Fields of ClientFrame that open a stream. */
  private static final Set<Integer> OPENERS =
      Set.of(
          ClientFrame.SUBSCRIBE_FIELD_NUMBER,
          ClientFrame.ATTACH_FIELD_NUMBER,
          ClientFrame.FETCH_SCROLLBACK_FIELD_NUMBER,
          ClientFrame.SEARCH_SCROLLBACK_FIELD_NUMBER,
          ClientFrame.REGISTER_HOST_FIELD_NUMBER,
          ClientFrame.PUBLISH_FIELD_NUMBER);

  /** Fields of ClientFrame that belong on a stream that is open. */
  private static final Set<Integer> STREAMED =
      Set.of(
          ClientFrame.CREDIT_FIELD_NUMBER,
          ClientFrame.PAUSE_FIELD_NUMBER,
          ClientFrame.RESUME_FIELD_NUMBER,
          ClientFrame.CLOSE_STREAM_FIELD_NUMBER,
          ClientFrame.INPUT_FIELD_NUMBER,
          ClientFrame.RESIZE_FIELD_NUMBER,
          ClientFrame.SIGNAL_FIELD_NUMBER,
          ClientFrame.SET_FOCUS_FIELD_NUMBER,
          ClientFrame.OPEN_RESULT_FIELD_NUMBER,
          ClientFrame.PUBLISH_OUTPUT_FIELD_NUMBER,
          ClientFrame.PUBLISH_RESIZED_FIELD_NUMBER,
          ClientFrame.PUBLISH_HOLE_FIELD_NUMBER,
          ClientFrame.PUBLISH_EXITED_FIELD_NUMBER,
          ClientFrame.HOST_INPUT_ACK_FIELD_NUMBER);

  private static final List<FieldDescriptor> BODIES =
      ClientFrame.getDescriptor().getFields().stream()
          .filter(field -> field.getNumber() != ClientFrame.STREAM_ID_FIELD_NUMBER)
          .toList();

  @Override
  public byte[] next(SplittableRandom random) {
    return new Script(random).bytes();
  }

  /** One of them, in the making. */
  private static final class Script {
    private final SplittableRandom random;
    private final MessageGenerator messages;
    private final List<byte[]> packets = new ArrayList<>();
    private int lastStream;
    private int transferId;

    Script(SplittableRandom random) {
      this.random = random;
      this.messages = new MessageGenerator(random, WORDS, BLOCKS);
    }

    byte[] bytes() {
      if (random.nextInt(3) == 0) {
        takeTerminalOver();
      }
      int count = 1 + random.nextInt(12);
      for (int i = 0; i < count; i++) {
        packets.add(packet());
      }
      return PacketScript.of(packets);
    }

    /** The rest of the script may be a host, whose words the server trusts most. */
    private void takeTerminalOver() {
      ClientFrame.Builder register =
          ClientFrame.newBuilder()
              .setStreamId(++lastStream)
              .setRegisterHost(
                  RegisterHost.newBuilder()
                      .setWorkspace(FuzzedServer.WORKSPACE)
                      .setHostId(PreparedServer.HOST)
                      .setInstance(PreparedServer.INSTANCE)
                      .setTakeOver(true)
                      .addTerminals(
                          LivingTerminal.newBuilder().setTerminalId(PreparedServer.TERMINAL)));
      ClientFrame.Builder publish =
          ClientFrame.newBuilder()
              .setStreamId(++lastStream)
              .setPublish(
                  Publish.newBuilder()
                      .setWorkspace(FuzzedServer.WORKSPACE)
                      .setHostId(PreparedServer.HOST)
                      .setInstance(PreparedServer.INSTANCE)
                      .setTerminalId(PreparedServer.TERMINAL));
      ClientFrame.Builder output =
          ClientFrame.newBuilder()
              .setStreamId(lastStream)
              .setPublishOutput(
                  PublishOutput.newBuilder()
                      .setOffset(PreparedServer.OUTPUT.length)
                      .setData(ByteString.copyFromUtf8("more\n")));
      packets.add(
          ClientPacket.newBuilder()
              .addFrames(register)
              .addFrames(publish)
              .addFrames(output)
              .build()
              .toByteArray());
    }

    private byte[] packet() {
      ClientPacket.Builder packet = ClientPacket.newBuilder();
      int frames = 1 + random.nextInt(3);
      for (int i = 0; i < frames; i++) {
        packet.addFrames(random.nextInt(20) == 0 ? chunk() : frame());
      }
      return packet.build().toByteArray();
    }

    private ClientFrame frame() {
      FieldDescriptor body = BODIES.get(random.nextInt(BODIES.size()));
      DynamicMessage.Builder frame = messages.holding(ClientFrame.getDescriptor(), body);
      frame.setField(
          ClientFrame.getDescriptor().findFieldByNumber(ClientFrame.STREAM_ID_FIELD_NUMBER),
          streamFor(body.getNumber()));
      return parsed(frame.build().toByteString());
    }

    private static ClientFrame parsed(ByteString bytes) {
      try {
        return ClientFrame.parseFrom(bytes);
      } catch (com.google.protobuf.InvalidProtocolBufferException tooDeep) {
        return ClientFrame.getDefaultInstance();
      }
    }

    private int streamFor(int body) {
      if (random.nextInt(20) == 0) {
        return (int) messages.number();
      }
      if (OPENERS.contains(body)) {
        return ++lastStream;
      }
      return STREAMED.contains(body) ? 1 + random.nextInt(lastStream + 1) : 0;
    }

    /** Another frame in a chunk or two, where nobody broke anything on the way. */
    private ClientFrame chunk() {
      ClientFrame inner = frame();
      ByteString message = inner.toBuilder().clearStreamId().build().toByteString();
      CRC32C checksum = new CRC32C();
      checksum.update(message.toByteArray());
      Chunk.Builder chunk =
          Chunk.newBuilder()
              .setTransferId(++transferId)
              .setTotalBytes(random.nextInt(8) == 0 ? messages.number() : message.size())
              .setData(message)
              .setLast(random.nextInt(4) != 0)
              .setCrc32C((int) checksum.getValue());
      return ClientFrame.newBuilder().setStreamId(inner.getStreamId()).setChunk(chunk).build();
    }
  }
}
