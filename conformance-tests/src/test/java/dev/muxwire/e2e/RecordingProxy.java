package dev.muxwire.e2e;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.network.Conditioner;
import dev.muxwire.network.PackedFrames;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import java.io.IOException;
import java.net.URI;
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
    List<PacketRecorder.Packet> all = packets();
    return all.subList(fromIndex, all.size()).stream()
        .filter(packet -> packet.fromServer() && carries(packet, entityId))
        .toList();
  }

  private static boolean carries(PacketRecorder.Packet packet, String entityId) {
    try {
      var frames = ServerPacket.parseFrom(packet.payload()).getFramesList();
      return PackedFrames.unpack(frames).stream()
          .filter(ServerFrame::hasStatePart)
          .flatMap(frame -> frame.getStatePart().getChangesList().stream())
          .anyMatch(change -> change.getId().equals(entityId));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("the server sent something else than a packet", e);
    }
  }

  @Override
  public void close() throws IOException {
    proxy.close();
  }
}
