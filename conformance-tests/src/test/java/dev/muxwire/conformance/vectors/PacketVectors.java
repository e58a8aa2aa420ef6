package dev.muxwire.conformance.vectors;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.UnknownFieldSet;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.ChangeType;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.InputKind;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.Tab;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Packets and their text: what generated code in any language must read and write alike. */
final class PacketVectors {
  private static final long ALL_BITS = -1;
  private static final long EPOCH = 0xFEDC_BA98_7654_3210L;

  private PacketVectors() {}

  static JsonArray make() {
    JsonArray vectors = new JsonArray();
    packets().forEach((name, packet) -> vectors.add(vector(name, packet)));
    return vectors;
  }

  private static JsonObject vector(String name, Message packet) {
    JsonObject vector = new JsonObject();
    vector.addProperty("name", name);
    vector.addProperty("message", packet.getDescriptorForType().getName());
    vector.addProperty("hex", VectorFile.HEX.formatHex(packet.toByteArray()));
    vector.addProperty("text", TextFormat.printer().printToString(packet));
    return vector;
  }

  /** All of them, by name. */
  static Map<String, Message> packets() {
    Map<String, Message> all = new LinkedHashMap<>();
    all.put("empty", ClientPacket.getDefaultInstance());
    clients(all);
    servers(all);
    return all;
  }

  @SafeVarargs
  private static ClientPacket client(Consumer<ClientFrame.Builder>... frames) {
    ClientPacket.Builder packet = ClientPacket.newBuilder();
    for (Consumer<ClientFrame.Builder> frame : frames) {
      frame.accept(packet.addFramesBuilder());
    }
    return packet.build();
  }

  @SafeVarargs
  private static ServerPacket server(Consumer<ServerFrame.Builder>... frames) {
    ServerPacket.Builder packet = ServerPacket.newBuilder();
    for (Consumer<ServerFrame.Builder> frame : frames) {
      frame.accept(packet.addFramesBuilder());
    }
    return packet.build();
  }

  private static void clients(Map<String, Message> all) {
    all.put(
        "hello",
        client(
            frame ->
                frame
                    .getHelloBuilder()
                    .setVersion(1)
                    .setMinVersion(1)
                    .setToken("a-token")
                    .setClientName("vectors/1")
                    .addFeatures("deflate")
                    .getLimitsBuilder()
                    .setMaxPacketBytes(4096)));
    all.put("ping", client(frame -> frame.getPingBuilder().setNonce(7)));
    all.put(
        "subscribe-with-cursor",
        client(
            frame ->
                frame
                    .setStreamId(1)
                    .getSubscribeBuilder()
                    .setWorkspace("main")
                    .getCursorBuilder()
                    .setEpoch(EPOCH)
                    .setBase(340)
                    .setThrough(342)
                    .setFilterHash(-2)));
    all.put(
        "attach-with-cursor",
        client(
            frame ->
                frame
                    .setStreamId(300)
                    .getAttachBuilder()
                    .setWorkspace("main")
                    .setTerminalId("t")
                    .setMode(AttachMode.ATTACH_MODE_LOSSLESS)
                    .setInputSource(ALL_BITS)
                    .getCursorBuilder()
                    .setLogEpoch(EPOCH)
                    .setOffset(1L << 40)));
    all.put(
        "input",
        client(
            frame ->
                frame
                    .setStreamId(2)
                    .getInputBuilder()
                    .setSeq(1)
                    .setKind(InputKind.INPUT_KIND_TYPED)
                    .setData(ByteString.copyFrom(new byte[] {0x03, 0, (byte) 0xFF}))));
    all.put(
        "credit-largest",
        client(frame -> frame.setStreamId(2).getCreditBuilder().setLimitBytes(Long.MAX_VALUE)));
    all.put(
        "two-frames",
        client(
            frame -> frame.setStreamId(1).getPauseBuilder(),
            frame -> frame.setStreamId(2).getResumeBuilder()));
    all.put(
        "unknown-field",
        client(
            frame ->
                frame
                    .getPingBuilder()
                    .setNonce(1)
                    .setUnknownFields(
                        UnknownFieldSet.newBuilder()
                            .addField(9000, UnknownFieldSet.Field.newBuilder().addVarint(5).build())
                            .build())));
  }

  private static void servers(Map<String, Message> all) {
    all.put(
        "welcome",
        server(
            frame -> {
              var welcome = frame.getWelcomeBuilder().setVersion(1).setServerEpoch(EPOCH);
              welcome.getLimitsBuilder().setMaxPacketBytes(4096).setMaxStreams(256);
              welcome
                  .getIdentityBuilder()
                  .setClientId("c1")
                  .setSecret(ByteString.copyFromUtf8("s"));
              welcome.addGrantsBuilder().setKindValue(3).setWorkspace("*");
            }));
    all.put(
        "state-part-patch",
        server(
            frame ->
                frame
                    .setStreamId(1)
                    .getStatePartBuilder()
                    .setThrough(341)
                    .setConsistent(true)
                    .addChangesBuilder()
                    .setId("tab-1")
                    .setRevision(341)
                    .setType(ChangeType.CHANGE_TYPE_PATCH)
                    .addClearedFields(Tab.DESCRIPTION_FIELD_NUMBER)
                    .addClearedAttributes("color")
                    .setBody(EntityBody.newBuilder().setTab(Tab.newBuilder().setTitle("größer")))));
    all.put(
        "output-at-offset-0",
        server(
            frame ->
                frame
                    .setStreamId(2)
                    .getOutputBuilder()
                    .setData(ByteString.copyFromUtf8("\033[1mbold\033[0m\r\n"))));
    all.put(
        "skipped",
        server(
            frame ->
                frame
                    .setStreamId(2)
                    .getSkippedBuilder()
                    .setFrom(10)
                    .setTo(1_000_000)
                    .setReason(SkipReason.SKIP_REASON_LAG)));
    all.put(
        "chunk-last",
        server(
            frame ->
                frame
                    .setStreamId(1)
                    .getChunkBuilder()
                    .setTransferId(7)
                    .setIndex(2)
                    .setLast(true)
                    .setCrc32C(0x8000_0001)
                    .setData(ByteString.copyFromUtf8("end"))));
    all.put(
        "error-of-a-request",
        server(
            frame ->
                frame
                    .getErrorBuilder()
                    .setCode(ErrorCode.ERROR_CODE_LIMIT_EXCEEDED)
                    .setMessage("at most 256 ids")
                    .setRequestSeq(12)
                    .setLimit(256)));
    all.put(
        "error-of-later",
        server(frame -> frame.setStreamId(3).getErrorBuilder().setCodeValue(900)));
    all.put(
        "mutate-result-failed",
        server(
            frame ->
                frame
                    .getMutateResultBuilder()
                    .setRequestSeq(12)
                    .setEpoch(EPOCH)
                    .getFailureBuilder()
                    .setCode(ErrorCode.ERROR_CODE_PRECONDITION_FAILED)
                    .setMessage("title is at revision 9")
                    .setIndex(1)
                    .getCurrentBuilder()
                    .setId("tab-1")
                    .setRevision(9)
                    .setBody(EntityBody.newBuilder().setTab(Tab.newBuilder().setTitle("now")))));
    all.put("pong", server(frame -> frame.getPongBuilder().setNonce(ALL_BITS)));
  }
}
