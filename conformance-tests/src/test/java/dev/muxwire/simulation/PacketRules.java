package dev.muxwire.simulation;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import dev.muxwire.network.PackedFrames;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What must hold of every packet of one connection, judged from the bytes alone: how many are on
 * their way (I4), one class a packet (I5), sizes and credit (I6), and that neither side finds fault
 * with the other.
 */
final class PacketRules {
  private static final int MIN_PACKET_BYTES = 4 * 1024;
  private static final int DEFAULT_PACKET_BYTES = 64 * 1024;
  private static final long DEFAULT_CREDIT_BYTES = 256 * 1024;
  private static final int HELLO_PACKET_BYTES = 8 * 1024;
  private static final int MAX_OUTSTANDING = 2;

  /** What no honest peer ever hears. */
  private static final Set<ErrorCode> FAULTS =
      EnumSet.of(
          ErrorCode.ERROR_CODE_MALFORMED,
          ErrorCode.ERROR_CODE_UNSUPPORTED,
          ErrorCode.ERROR_CODE_VERSION,
          ErrorCode.ERROR_CODE_UNAUTHENTICATED,
          ErrorCode.ERROR_CODE_FORBIDDEN,
          ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
          ErrorCode.ERROR_CODE_OUTCOME_UNKNOWN,
          ErrorCode.ERROR_CODE_CHUNK_INVALID,
          ErrorCode.ERROR_CODE_CREDIT_EXCEEDED,
          ErrorCode.ERROR_CODE_STREAM_INVALID,
          ErrorCode.ERROR_CODE_INTERNAL);

  private final Simulation simulation;
  private final String connection;
  private final StreamKinds kinds = new StreamKinds();
  private final PackedFrames packed = new PackedFrames();
  private final CreditBook clientMaySend = new CreditBook();
  private final CreditBook serverMaySend = new CreditBook();
  private int clientPacketBytes = HELLO_PACKET_BYTES;
  private int serverPacketBytes = MIN_PACKET_BYTES;
  private int clientOutstanding;
  private int clientBulkOutstanding;
  private int serverOutstanding;
  private int serverDataOutstanding;

  PacketRules(Simulation simulation, String connection) {
    this.simulation = simulation;
    this.connection = connection;
    clientMaySend.initially(DEFAULT_CREDIT_BYTES);
  }

  /** Judges what a client sends. */
  SentPacket<ClientFrame> clientSends(byte[] packet) {
    check(
        packet.length <= clientPacketBytes,
        () -> "a client's packet of " + packet.length + " bytes");
    SentPacket<ClientFrame> sent = new SentPacket<>(packet, clientFrames(packet));
    for (ClientFrame frame : sent.frames()) {
      kinds.opens(frame);
      clientMaySend.spend(frame.getStreamId(), cost(frame), this::complain);
      check(!frame.hasError(), () -> "the client found fault: " + frame.getError());
      if (frame.hasHello()) {
        clientPacketBytes = MIN_PACKET_BYTES;
      }
    }
    clientOutstanding++;
    clientBulkOutstanding += isBulk(sent) ? 1 : 0;
    check(
        clientOutstanding <= MAX_OUTSTANDING, () -> clientOutstanding + " packets from the client");
    check(
        clientBulkOutstanding <= 1, () -> clientBulkOutstanding + " bulk packets from the client");
    return sent;
  }

  void clientWrote(SentPacket<ClientFrame> packet) {
    clientOutstanding--;
    clientBulkOutstanding -= isBulk(packet) ? 1 : 0;
  }

  private static boolean isBulk(SentPacket<ClientFrame> packet) {
    return packet.frames().stream().anyMatch(frame -> frame.hasPublishOutput() || frame.hasChunk());
  }

  void arriveAtServer(SentPacket<ClientFrame> packet) {
    log(" > ", packet, FrameLabels::of);
    for (ClientFrame frame : packet.frames()) {
      if (frame.hasHello()) {
        serverPacketBytes = packetBytes(frame.getHello().getLimits());
        serverMaySend.initially(creditBytes(frame.getHello().getLimits()));
      } else if (frame.hasCredit()) {
        serverMaySend.raise(frame.getStreamId(), frame.getCredit().getLimitBytes());
      }
    }
  }

  /** Judges what the server sends. */
  SentPacket<ServerFrame> serverSends(byte[] packet) {
    check(
        packet.length <= serverPacketBytes,
        () -> "a server's packet of " + packet.length + " bytes");
    SentPacket<ServerFrame> sent = new SentPacket<>(packet, serverFrames(packet));
    for (ServerFrame frame : sent.frames()) {
      serverMaySend.spend(frame.getStreamId(), cost(frame), this::complain);
      if (frame.hasError()) {
        judge(frame.getError());
      }
    }
    EnumSet<FrameClass> classes = classesOf(sent);
    check(classes.size() == 1, () -> "a packet of the classes " + classes);
    serverOutstanding++;
    serverDataOutstanding += isControl(sent) ? 0 : 1;
    check(
        serverOutstanding <= MAX_OUTSTANDING, () -> serverOutstanding + " packets from the server");
    check(
        serverDataOutstanding <= 1, () -> serverDataOutstanding + " data packets from the server");
    return sent;
  }

  void serverWrote(SentPacket<ServerFrame> packet) {
    serverOutstanding--;
    serverDataOutstanding -= isControl(packet) ? 0 : 1;
  }

  private boolean isControl(SentPacket<ServerFrame> packet) {
    return classesOf(packet).contains(FrameClass.CONTROL);
  }

  private EnumSet<FrameClass> classesOf(SentPacket<ServerFrame> packet) {
    EnumSet<FrameClass> classes = EnumSet.noneOf(FrameClass.class);
    packet.frames().forEach(frame -> classes.add(kinds.classOf(frame)));
    return classes;
  }

  void arriveAtClient(SentPacket<ServerFrame> packet) {
    log(" < ", packet, FrameLabels::of);
    for (ServerFrame frame : packet.frames()) {
      if (frame.hasWelcome()) {
        clientPacketBytes = packetBytes(frame.getWelcome().getLimits());
        serverPacketBytes = Math.min(serverPacketBytes, clientPacketBytes);
        clientMaySend.initially(creditBytes(frame.getWelcome().getLimits()));
      } else if (frame.hasCredit()) {
        clientMaySend.raise(frame.getStreamId(), frame.getCredit().getLimitBytes());
      }
    }
  }

  /** The server only ever closes a connection that fell silent, or never said Hello. */
  void serverCloses(int code, String reason) {
    check(code == 1000 || code == 4408, () -> "the server closed with " + code + " " + reason);
  }

  private void judge(Error error) {
    simulation.log(connection + " error " + error.getCode() + " " + error.getMessage());
    check(!FAULTS.contains(error.getCode()), () -> error.getCode() + ": " + error.getMessage());
    check(
        error.getCode() != ErrorCode.ERROR_CODE_STORAGE || simulation.diskWasFull(),
        () -> "storage failed though there was room: " + error.getMessage());
  }

  private static int packetBytes(Limits limits) {
    return limits.getMaxPacketBytes() == 0 ? DEFAULT_PACKET_BYTES : limits.getMaxPacketBytes();
  }

  private static long creditBytes(Limits limits) {
    long told = limits.getInitialCreditBytes();
    return told == 0 ? Math.max(DEFAULT_CREDIT_BYTES, 4L * packetBytes(limits)) : told;
  }

  private static long cost(ClientFrame frame) {
    return switch (frame.getBodyCase()) {
      case INPUT -> frame.getInput().getSerializedSize();
      case PUBLISH_OUTPUT -> frame.getPublishOutput().getSerializedSize();
      case CHUNK -> frame.getChunk().getData().size();
      default -> 0;
    };
  }

  private static long cost(ServerFrame frame) {
    return switch (frame.getBodyCase()) {
      case STATE_PART -> frame.getStatePart().getSerializedSize();
      case SCREEN -> frame.getScreen().getSerializedSize();
      case OUTPUT -> frame.getOutput().getSerializedSize();
      case SCROLLBACK_PAGE -> frame.getScrollbackPage().getSerializedSize();
      case HOST_INPUT -> frame.getHostInput().getSerializedSize();
      case CHUNK -> frame.getChunk().getData().size();
      default -> 0;
    };
  }

  private List<ClientFrame> clientFrames(byte[] packet) {
    try {
      return ClientPacket.parseFrom(shared(packet)).getFramesList();
    } catch (IOException e) {
      complain("a client's packet that cannot be read");
      return List.of();
    }
  }

  private List<ServerFrame> serverFrames(byte[] packet) {
    try {
      return packed.unpack(ServerPacket.parseFrom(shared(packet)).getFramesList());
    } catch (IOException e) {
      complain("a server's packet that cannot be read");
      return List.of();
    }
  }

  /** Packets are not changed once they are sent: no byte of them is copied. */
  private static CodedInputStream shared(byte[] packet) {
    CodedInputStream input = UnsafeByteOperations.unsafeWrap(packet).newCodedInput();
    input.enableAliasing(true);
    return input;
  }

  private <F> void log(String direction, SentPacket<F> packet, Function<F, ?> body) {
    simulation.log(
        () ->
            connection
                + direction
                + packet.bytes().length
                + " B "
                + packet.frames().stream().map(body).toList()
                + " "
                + Arrays.hashCode(packet.bytes()));
  }

  private void check(boolean holds, Supplier<String> what) {
    simulation.check(holds, () -> connection + ": " + what.get());
  }

  private void complain(String what) {
    simulation.fail(connection + ": " + what);
  }
}
