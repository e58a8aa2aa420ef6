package dev.muxwire.e2e;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.network.Conditioner;
import dev.muxwire.network.PackedFrames;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.proto.v1.StatePart;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that keeps every packet of every connection made through it. */
final class RecordingProxy implements AutoCloseable {
  private final List<PacketRecorder> connections = new CopyOnWriteArrayList<>();
  private final Conditioner proxy;

  RecordingProxy(ServerProcess server) throws IOException {
    proxy =
        Conditioner.tapped(
            server::port,
            () -> {
              PacketRecorder recorder = new PacketRecorder();
              connections.add(recorder);
              return recorder;
            });
  }

  URI uri() {
    return proxy.uri();
  }

  void cutAll() {
    proxy.cutAll();
  }

  /** How many connections were made. */
  int connections() {
    return connections.size();
  }

  /** The packets of the connection made last. */
  List<PacketRecorder.Packet> packets() {
    return connections.get(connections.size() - 1).packets();
  }

  /** The largest packet of all connections, in bytes. */
  int largest() {
    return connections.stream()
        .flatMap(connection -> connection.packets().stream())
        .mapToInt(packet -> packet.payload().length)
        .max()
        .orElse(0);
  }

  /** The packets of the last connection that bring a change of an entity. */
  List<PacketRecorder.Packet> carrying(String entityId, int fromIndex) {
    List<PacketRecorder.Packet> carrying = new ArrayList<>();
    PackedFrames frames = new PackedFrames();
    List<PacketRecorder.Packet> all = packets();
    for (int i = 0; i < all.size(); i++) {
      PacketRecorder.Packet packet = all.get(i);
      if (packet.fromServer() && carries(frames, packet, entityId) && i >= fromIndex) {
        carrying.add(packet);
      }
    }
    return carrying;
  }

  private static boolean carries(
      PackedFrames unpacker, PacketRecorder.Packet packet, String entityId) {
    try {
      var frames = ServerPacket.parseFrom(packet.payload()).getFramesList();
      return unpacker.unpack(frames).stream()
          .filter(ServerFrame::hasStatePart)
          .anyMatch(frame -> carries(frame.getStatePart(), entityId));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("the server sent something else than a packet", e);
    }
  }

  private static boolean carries(StatePart part, String entityId) {
    return part.getChangesList().stream().anyMatch(change -> change.getId().equals(entityId))
        || part.getTable().getIds().toStringUtf8().contains(entityId);
  }

  @Override
  public void close() throws IOException {
    proxy.close();
  }
}
