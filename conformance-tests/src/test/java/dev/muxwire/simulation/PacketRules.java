package dev.muxwire.simulation;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.network.PackedFrames;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What must hold of every packet of one connection, judged from the bytes alone: how many are on
 * their way (I4), one class a packet (I5), sizes and credit (I6), and that neither side finds fault
 * with the other.
 */
final class PacketRules {
  private static final int MIN_PACKET_BYTES = 4 * 1024;
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
    clientMaySend.initially(256 * 1024);
  }

  /** Returns whether the packet is bulk. */
  boolean clientSends(byte[] packet) {
    check(packet.length <= clientPacketBytes, "a client's packet of " + packet.length + " bytes");
    boolean bulk = false;
    for (ClientFrame frame : clientFrames(packet)) {
      kinds.opens(frame);
      bulk |= frame.hasPublishOutput() || frame.hasChunk();
      clientMaySend.spend(frame.getStreamId(), cost(frame), this::complain);
      check(!frame.hasError(), "the client found fault: " + frame.getError());
      if (frame.hasHello()) {
        clientPacketBytes = MIN_PACKET_BYTES;
      }
    }
    clientOutstanding++;
    clientBulkOutstanding += bulk ? 1 : 0;
    check(clientOutstanding <= MAX_OUTSTANDING, clientOutstanding + " packets from the client");
    check(clientBulkOutstanding <= 1, clientBulkOutstanding + " bulk packets from the client");
    return bulk;
  }

  void clientWrote(boolean bulk) {
    clientOutstanding--;
    clientBulkOutstanding -= bulk ? 1 : 0;
  }

  void arriveAtServer(byte[] packet) {
    log(" > ", packet, clientFrames(packet).stream().map(frame -> frame.getBodyCase()).toList());
    for (ClientFrame frame : clientFrames(packet)) {
      if (frame.hasHello()) {
        serverPacketBytes = frame.getHello().getLimits().getMaxPacketBytes();
        serverMaySend.initially(frame.getHello().getLimits().getInitialCreditBytes());
      } else if (frame.hasCredit()) {
        serverMaySend.raise(frame.getStreamId(), frame.getCredit().getLimitBytes());
      }
    }
  }

  /** Returns whether the packet is control. */
  boolean serverSends(byte[] packet) {
    check(packet.length <= serverPacketBytes, "a server's packet of " + packet.length + " bytes");
    EnumSet<FrameClass> classes = EnumSet.noneOf(FrameClass.class);
    for (ServerFrame frame : serverFrames(packet)) {
      classes.add(kinds.classOf(frame));
      serverMaySend.spend(frame.getStreamId(), cost(frame), this::complain);
      if (frame.hasError()) {
        judge(frame.getError());
      }
    }
    check(classes.size() == 1, "a packet of the classes " + classes);
    boolean control = classes.contains(FrameClass.CONTROL);
    serverOutstanding++;
    serverDataOutstanding += control ? 0 : 1;
    check(serverOutstanding <= MAX_OUTSTANDING, serverOutstanding + " packets from the server");
    check(serverDataOutstanding <= 1, serverDataOutstanding + " data packets from the server");
    return control;
  }

  void serverWrote(boolean control) {
    serverOutstanding--;
    serverDataOutstanding -= control ? 0 : 1;
  }

  void arriveAtClient(byte[] packet) {
    log(" < ", packet, serverFrames(packet).stream().map(frame -> frame.getBodyCase()).toList());
    for (ServerFrame frame : serverFrames(packet)) {
      if (frame.hasWelcome()) {
        clientPacketBytes = frame.getWelcome().getLimits().getMaxPacketBytes();
        serverPacketBytes = Math.min(serverPacketBytes, clientPacketBytes);
        clientMaySend.initially(frame.getWelcome().getLimits().getInitialCreditBytes());
      } else if (frame.hasCredit()) {
        clientMaySend.raise(frame.getStreamId(), frame.getCredit().getLimitBytes());
      }
    }
  }

  /** The server only ever closes a connection that fell silent, or never said Hello. */
  void serverCloses(int code, String reason) {
    check(code == 1000 || code == 4408, "the server closed with " + code + " " + reason);
  }

  private void judge(Error error) {
    simulation.log(connection + " error " + error.getCode() + " " + error.getMessage());
    check(!FAULTS.contains(error.getCode()), error.getCode() + ": " + error.getMessage());
    check(
        error.getCode() != ErrorCode.ERROR_CODE_STORAGE || simulation.diskWasFull(),
        "storage failed though there was room: " + error.getMessage());
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
      return ClientPacket.parseFrom(packet).getFramesList();
    } catch (InvalidProtocolBufferException e) {
      complain("a client's packet that cannot be read");
      return List.of();
    }
  }

  private List<ServerFrame> serverFrames(byte[] packet) {
    try {
      return PackedFrames.unpack(ServerPacket.parseFrom(packet).getFramesList());
    } catch (InvalidProtocolBufferException e) {
      complain("a server's packet that cannot be read");
      return List.of();
    }
  }

  private void log(String direction, byte[] packet, Object bodies) {
    simulation.log(
        connection + direction + packet.length + " B " + bodies + " " + Arrays.hashCode(packet));
  }

  private void check(boolean holds, String what) {
    if (!holds) {
      complain(what);
    }
  }

  private void complain(String what) {
    simulation.fail(connection + ": " + what);
  }
}
