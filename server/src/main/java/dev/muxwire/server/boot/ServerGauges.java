package dev.muxwire.server.boot;

import dev.muxwire.server.connection.ServerContext;
import dev.muxwire.server.connection.WorkspaceRooms;
import dev.muxwire.server.endpoint.SyncEndpoint;
import dev.muxwire.server.ops.Metrics;
import dev.muxwire.server.storage.rocksdb.RocksDbLogStore;
import dev.muxwire.wire.PacketBuffers;
import java.util.Objects;
import java.util.function.ToLongFunction;

/** What is not counted but looked up when somebody asks: how much there is of everything. */
final class ServerGauges {
  private final ServerContext context;

  private ServerGauges(ServerContext context) {
    this.context = context;
  }

  static void register(
      Metrics metrics,
      ServerContext context,
      SyncEndpoint endpoint,
      RocksDbLogStore store,
      PacketBuffers packets) {
    ServerGauges gauges = new ServerGauges(context);
    metrics.gauge("connections", "welcomed connections", context.connections()::size);
    metrics.gauge("handshakes.pending", "sockets without a Hello", endpoint::pendingHandshakes);
    metrics.gauge("workspaces", "workspaces", () -> context.workspaces().names().size());
    metrics.gauge(
        "entities", "entities", () -> gauges.sum(rooms -> rooms.state().visibleEntities()));
    metrics.gauge(
        "terminals",
        "terminals, ended ones too",
        () -> gauges.sum(rooms -> rooms.terminals().terminalCount()));
    metrics.gauge(
        "hosts", "connected hosts", () -> gauges.sum(rooms -> rooms.terminals().hostCount()));
    metrics.gauge(
        "packets.buffer.bytes", "buffers of packets in use, off the heap", packets::usedBytes);
    metrics.gauge(
        "packets.heap.bytes",
        "packets of 4 KiB or more on the heap, for want of buffers",
        packets::heapBytes);
    metrics.counted("store.syncs", "syncs of the store's log of writes", store::syncs);
    metrics.counted("store.writes", "appends, trims and metadata stored", store::writes);
    metrics.gauge("store.pending.bytes", "appends that wait for the disk", store::pendingBytes);
    metrics.gauge("store.live.bytes", "estimated size of what is stored", store::liveBytes);
    metrics.gauge(
        "store.compaction.bytes", "estimated bytes to compact", store::pendingCompactionBytes);
  }

  private long sum(ToLongFunction<WorkspaceRooms> count) {
    return context.workspaces().names().stream()
        .map(context.workspaces()::find)
        .filter(Objects::nonNull)
        .mapToLong(count)
        .sum();
  }
}
