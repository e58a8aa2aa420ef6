package dev.muxwire.document;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.MessageLite;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.Attached;
import dev.muxwire.proto.v1.ChangeType;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientIdentity;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.Credit;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.FromStart;
import dev.muxwire.proto.v1.GetResult;
import dev.muxwire.proto.v1.Grant;
import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Input;
import dev.muxwire.proto.v1.InputAck;
import dev.muxwire.proto.v1.InputKind;
import dev.muxwire.proto.v1.Layout;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.MutateResult;
import dev.muxwire.proto.v1.Operation;
import dev.muxwire.proto.v1.Output;
import dev.muxwire.proto.v1.Pane;
import dev.muxwire.proto.v1.PaneKind;
import dev.muxwire.proto.v1.PatchEntity;
import dev.muxwire.proto.v1.Precondition;
import dev.muxwire.proto.v1.Record;
import dev.muxwire.proto.v1.RequestId;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribe;
import dev.muxwire.proto.v1.Subscribed;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.proto.v1.Welcome;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.ChunkSender;
import dev.muxwire.wire.PacketBuilder;
import dev.muxwire.wire.ProtocolLimits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** One small conversation, written by the codec that server and SDK use; all values are fixed. */
final class SamplePackets {
  private static final long EPOCH = 0x5eed_0000_0000_0001L;
  private static final long LOG_EPOCH = 0x10c0_0000_0000_0007L;
  private static final int FILTER_HASH = 0x00c0ffee;
  private static final int STATE_STREAM = 1;
  private static final int TERMINAL_STREAM = 2;

  /** So small that a message of 92 bytes needs three of them. */
  private static final int CHUNK_DATA_BYTES = 40;

  private final List<Sample> samples = new ArrayList<>();

  /**
   * A packet to show.
   *
   * @param explanation for the reader of the document, a sentence or two
   */
  record Sample(String title, String explanation, byte[] packet, Descriptor type) {}

  private SamplePackets() {}

  static List<Sample> all() {
    SamplePackets packets = new SamplePackets();
    packets.handshake();
    packets.state();
    packets.requests();
    packets.terminal();
    packets.chunks();
    packets.error();
    return List.copyOf(packets.samples);
  }

  private void handshake() {
    Hello hello =
        Hello.newBuilder()
            .setVersion(1)
            .setMinVersion(1)
            .setToken("not-a-real-token")
            .setClientName("example/1")
            .setLimits(Limits.newBuilder().setMaxPacketBytes(16 * 1024))
            .build();
    fromClient(
        "Hello",
        "Alone in its packet. Stream 0 is not written: it is the default. The client takes packets"
            + " of 16 KiB.",
        new Frame(0, ClientFrame.HELLO_FIELD_NUMBER, hello));
    Welcome welcome =
        Welcome.newBuilder()
            .setVersion(1)
            .setLimits(
                Limits.newBuilder()
                    .setMaxPacketBytes(16 * 1024)
                    .setMaxMessageBytes(16 << 20)
                    .setMaxStreams(256)
                    .setInitialCreditBytes(256 << 10)
                    .setMaxRequests(256))
            .setIdentity(
                ClientIdentity.newBuilder()
                    .setClientId("c1")
                    .setSecret(ByteString.copyFrom(new byte[] {1, 2, 3, 4})))
            .addGrants(Grant.newBuilder().setKind(GrantKind.GRANT_KIND_OPEN).setWorkspace("*"))
            .setServerEpoch(0x0bad_cafe_0000_0001L)
            .setServerName("muxwire/0.1.0")
            .setPingIntervalMs(ProtocolLimits.PING_INTERVAL_MS)
            .build();
    fromServer(
        "Welcome",
        "The smaller packet limit counts. A real identity is longer.",
        new Frame(0, ServerFrame.WELCOME_FIELD_NUMBER, welcome));
  }

  private void state() {
    Subscribe subscribe = Subscribe.newBuilder().setWorkspace("main").build();
    fromClient(
        "Subscribe, and Credit",
        "Two frames of one class in one packet. Without cursor: a snapshot. The credit is for what"
            + " the server sends on stream 1, and absolute.",
        new Frame(STATE_STREAM, ClientFrame.SUBSCRIBE_FIELD_NUMBER, subscribe),
        new Frame(
            STATE_STREAM,
            ClientFrame.CREDIT_FIELD_NUMBER,
            Credit.newBuilder().setLimitBytes(512 << 10).build()));
    Subscribed subscribed =
        Subscribed.newBuilder().setEpoch(EPOCH).setFilterHash(FILTER_HASH).setReset(true).build();
    fromServer(
        "Subscribed: a reset",
        "Base and through are 0, so they are not written.",
        new Frame(STATE_STREAM, ServerFrame.SUBSCRIBED_FIELD_NUMBER, subscribed));
    fromServer(
        "StatePart: a snapshot of a tab with a pane",
        "The entities in order of their last change, each whole (type 0 is not written). With"
            + " `consistent` it may be shown: the base is now 2.",
        new Frame(STATE_STREAM, ServerFrame.STATE_PART_FIELD_NUMBER, snapshot()));
    fromServer(
        "StatePart: a delta that sets one field and clears another",
        "`title` has a new value, field 5 (`description`) has none any more; the others stay.",
        new Frame(STATE_STREAM, ServerFrame.STATE_PART_FIELD_NUMBER, delta()));
  }

  private static StatePart snapshot() {
    Tab tab =
        Tab.newBuilder()
            .setTitle("logs")
            .setLayout(Layout.newBuilder().setPaneId("p1"))
            .setOrderKey("m")
            .setDescription("of the build")
            .build();
    Pane pane = Pane.newBuilder().setTabId("t1").setPaneKind(PaneKind.PANE_KIND_EDITOR).build();
    return StatePart.newBuilder()
        .setThrough(2)
        .addChanges(change("t1", 1, EntityBody.newBuilder().setTab(tab)))
        .addChanges(change("p1", 2, EntityBody.newBuilder().setPane(pane)))
        .setConsistent(true)
        .build();
  }

  private static EntityChange.Builder change(String id, long revision, EntityBody.Builder body) {
    return EntityChange.newBuilder().setId(id).setRevision(revision).setBody(body);
  }

  private static StatePart delta() {
    Tab changed = Tab.newBuilder().setTitle("build").build();
    return StatePart.newBuilder()
        .setThrough(3)
        .addChanges(
            change("t1", 3, EntityBody.newBuilder().setTab(changed))
                .setType(ChangeType.CHANGE_TYPE_PATCH)
                .addClearedFields(Tab.DESCRIPTION_FIELD_NUMBER))
        .setConsistent(true)
        .build();
  }

  private void requests() {
    Mutate mutate =
        Mutate.newBuilder()
            .setRequest(RequestId.newBuilder().setRequestSeq(1).setLowestOutstandingSeq(1))
            .setWorkspace("main")
            .setBaseEpoch(EPOCH)
            .setBaseRevision(2)
            .addPreconditions(
                Precondition.newBuilder()
                    .setId("t1")
                    .setField(Tab.TITLE_FIELD_NUMBER)
                    .setIfRevision(1))
            .addOperations(
                Operation.newBuilder()
                    .setPatch(
                        PatchEntity.newBuilder()
                            .setId("t1")
                            .setBody(
                                EntityBody.newBuilder().setTab(Tab.newBuilder().setTitle("build")))
                            .addClearedFields(Tab.DESCRIPTION_FIELD_NUMBER)))
            .build();
    fromClient(
        "Mutate",
        "The batch behind that delta: if the title is still as of revision 1, set it, and clear the"
            + " description.",
        new Frame(0, ClientFrame.MUTATE_FIELD_NUMBER, mutate));
    MutateResult result =
        MutateResult.newBuilder().setRequestSeq(1).setEpoch(EPOCH).setRevision(3).build();
    fromServer(
        "MutateResult",
        "It is durable.",
        new Frame(0, ServerFrame.MUTATE_RESULT_FIELD_NUMBER, result));
  }

  private void terminal() {
    Attach attach =
        Attach.newBuilder()
            .setWorkspace("main")
            .setTerminalId("sh")
            .setStart(FromStart.getDefaultInstance())
            .setSize(size())
            .setInputSource(77)
            .build();
    fromClient(
        "Attach",
        "From the oldest retained byte. An empty message (`start`) is a tag and the length 0.",
        new Frame(TERMINAL_STREAM, ClientFrame.ATTACH_FIELD_NUMBER, attach));
    Attached attached =
        Attached.newBuilder()
            .setLogEpoch(LOG_EPOCH)
            .setLiveFrom(2)
            .setSize(size())
            .setResponder(true)
            .setSizer(true)
            .setReachable(true)
            .build();
    Output output = Output.newBuilder().setOffset(0).setData(ByteString.copyFromUtf8("$ ")).build();
    fromServer(
        "Attached, and Output",
        "Output begins at offset 0, which is not written; the two bytes are history, for they lie"
            + " before `live_from`.",
        new Frame(TERMINAL_STREAM, ServerFrame.ATTACHED_FIELD_NUMBER, attached),
        new Frame(TERMINAL_STREAM, ServerFrame.OUTPUT_FIELD_NUMBER, output));
    Input input =
        Input.newBuilder()
            .setSeq(1)
            .setKind(InputKind.INPUT_KIND_TYPED)
            .setData(ByteString.copyFromUtf8("ls\r"))
            .build();
    fromClient(
        "Input",
        "Costs 9 bytes of credit: the size of the message `Input`.",
        new Frame(TERMINAL_STREAM, ClientFrame.INPUT_FIELD_NUMBER, input));
    fromServer(
        "InputAck",
        "The host wrote it to the pseudo-terminal.",
        new Frame(
            TERMINAL_STREAM,
            ServerFrame.INPUT_ACK_FIELD_NUMBER,
            InputAck.newBuilder().setSeq(1).build()));
  }

  private static TerminalSize size() {
    return TerminalSize.newBuilder().setColumns(80).setRows(24).build();
  }

  private void chunks() {
    Record record =
        Record.newBuilder().setType("note").setPayload(ByteString.copyFrom(new byte[56])).build();
    GetResult result =
        GetResult.newBuilder()
            .setRequestSeq(2)
            .setEpoch(EPOCH)
            .setRevision(3)
            .addEntities(change("r1", 3, EntityBody.newBuilder().setRecord(record)))
            .build();
    byte[] message = Bodies.encode(ServerFrame.GET_RESULT_FIELD_NUMBER, result);
    ChunkSender sender = new ChunkSender(1, message);
    MessageLite first = sender.next(CHUNK_DATA_BYTES);
    fromServer(
        "Chunk: the first of a message of " + message.length + " bytes",
        "The message is an encoded frame without `stream_id`: `8a 02` is the tag of `get_result`,"
            + " field 33. A real chunk fills its packet.",
        new Frame(0, ServerFrame.CHUNK_FIELD_NUMBER, first));
    MessageLite last = first;
    while (!sender.done()) {
      last = sender.next(CHUNK_DATA_BYTES);
    }
    fromServer(
        "Chunk: the last of that message",
        "With the CRC-32C of the whole message.",
        new Frame(0, ServerFrame.CHUNK_FIELD_NUMBER, last));
  }

  private void error() {
    Error error =
        Error.newBuilder()
            .setCode(ErrorCode.ERROR_CODE_NOT_FOUND)
            .setMessage("there is no terminal 'x'")
            .build();
    fromServer(
        "Error of a stream",
        "It ends stream 3 and nothing else.",
        new Frame(3, ServerFrame.ERROR_FIELD_NUMBER, error));
  }

  private record Frame(int streamId, int fieldNumber, MessageLite message) {}

  private void fromClient(String title, String explanation, Frame... frames) {
    add("Client: " + title, explanation, ClientPacket.getDescriptor(), frames);
  }

  private void fromServer(String title, String explanation, Frame... frames) {
    add("Server: " + title, explanation, ServerPacket.getDescriptor(), frames);
  }

  private void add(String title, String explanation, Descriptor type, Frame... frames) {
    PacketBuilder packet = new PacketBuilder(ProtocolLimits.DEFAULT_PACKET_BYTES);
    for (Frame frame : frames) {
      packet.add(frame.streamId(), frame.fieldNumber(), frame.message());
    }
    ByteBuffer built = packet.takePacket();
    byte[] bytes = new byte[built.remaining()];
    built.get(bytes);
    samples.add(new Sample(title, explanation, bytes, type));
  }
}
