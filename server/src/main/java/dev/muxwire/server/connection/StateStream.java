package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StateCursor;
import dev.muxwire.proto.v1.StreamKind;
import dev.muxwire.proto.v1.StreamStatus;
import dev.muxwire.proto.v1.Subscribe;
import dev.muxwire.proto.v1.Subscribed;
import dev.muxwire.server.outbound.Priority;
import dev.muxwire.server.outbound.Source;
import dev.muxwire.server.wire.Compressor;
import dev.muxwire.server.wire.StateRequests;
import dev.muxwire.server.workspace.Filter;
import dev.muxwire.server.workspace.PackedPart;
import dev.muxwire.server.workspace.StateReader;
import dev.muxwire.server.workspace.StateScanPart;
import dev.muxwire.server.workspace.Workspace;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.ChunkSender;
import dev.muxwire.wire.Features;
import dev.muxwire.wire.PacketBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A state (or presence) stream: a cursor into the workspace's order of last changes.
 *
 * <pre>
 *   OPENING --head known--> SCANNING --caught up--> LIVE --something changed--> SCANNING
 *                              ^-- removals forgotten, or a snapshot is lighter: from base 0 --'
 * </pre>
 */
final class StateStream extends ServerStream implements Source {
  /** State packs to about so much less at most; how much the latest part did is the guess. */
  private static final int PACKED_TO = 4;

  /** How well a smaller part packs tells little of the next one. */
  private static final int TELLING_BYTES = 4 << 10;

  /** A part with a table that is larger is not whole in reach of what refers to it, for deflate. */
  private static final int TABLE_BYTES = 30 << 10;

  /** A packet may be somewhat larger than the link has it; what is far too large is cut. */
  private static final int LARGEST_ROOMS = 2;

  /** What a frame needs around a part. */
  private static final int FRAME_OVERHEAD_BYTES = 32;

  private static final int CHUNK_OVERHEAD_BYTES = 64;

  private final String workspaceName;
  private final Workspace workspace;
  private final Filter filter;
  private final @Nullable StateCursor resumeFrom;
  private final StateReader reader;
  private final boolean isDense;
  private final @Nullable PartPacker packer;

  private boolean opened;
  private long epoch;
  private long base;
  private long through;

  private boolean reset;
  private boolean owesSubscribed;
  private boolean owesFocus;

  /** The scan has not told yet that it is complete. */
  private boolean owesConsistent = true;

  /** Computed for the place in the socket that is kept for it. */
  private @Nullable StateScanPart prepared;

  /** What a packet had room for when that was asked for. */
  private int preparedRoom;

  /** What a change brought along; what cannot be used at once is asked for when it can. */
  private StateReader.@Nullable News news;

  private int packsTo = PACKED_TO;

  /** A part with an entity larger than a packet, on its way. */
  private @Nullable ChunkSender transfer;

  StateStream(StreamContext context, int id, Subscribe subscribe, WorkspaceRooms rooms) {
    super(context, id, 0, rooms);
    this.workspaceName = rooms.name();
    this.workspace = subscribe.getPresence() ? rooms.presence() : rooms.state();
    this.filter = StateRequests.filter(subscribe);
    this.resumeFrom = subscribe.hasCursor() ? subscribe.getCursor() : null;
    this.isDense = context.has(Features.DENSE);
    this.reader =
        workspace.open(
            filter,
            cursor(resumeFrom),
            start -> later(() -> begin(start)),
            why -> later(() -> fail(why.code(), String.valueOf(why.getMessage()))),
            told -> later(() -> changed(told)));
    this.packer = packer(context.compressor());
  }

  private @Nullable PartPacker packer(@Nullable Compressor compressor) {
    return compressor == null
        ? null
        : new PartPacker(reader, compressor, isDense && compressor.continues());
  }

  /** The next part refers to none before it. */
  private void packAnew() {
    PartPacker chosen = packer;
    if (chosen != null) {
      chosen.beginAnew();
    }
  }

  private static StateReader.@Nullable Cursor cursor(@Nullable StateCursor told) {
    return told == null
        ? null
        : new StateReader.Cursor(
            told.getEpoch(), told.getBase(), told.getThrough(), told.getFilterHash());
  }

  private void begin(StateReader.Start start) {
    opened = true;
    epoch = start.epoch();
    owesSubscribed = true;
    StateCursor cursor = resumeFrom;
    if (cursor != null && start.resumed()) {
      base = cursor.getBase();
      through = cursor.getThrough();
      owesConsistent = base != through || base == 0;
    } else {
      if (cursor != null) {
        tellReset();
      }
      startOver();
    }
    context.outbound().wake();
  }

  private void changed(StateReader.@Nullable News told) {
    news = told;
    context.outbound().wake();
  }

  private void tellReset() {
    context.server().events().stateReset(context.connectionId(), id, workspaceName);
  }

  private void startOver() {
    base = 0;
    through = 0;
    reset = true;
    packAnew();
    owesSubscribed = true;
    owesFocus = !filter.focusIds().isEmpty();
    owesConsistent = true;
  }

  @Override
  public Priority priority() {
    return base == 0 ? Priority.SNAPSHOT : Priority.STATE;
  }

  @Override
  public boolean ready() {
    if (!opened || isPaused() || isClosed()) {
      return false;
    }
    boolean behind = owesConsistent || owesFocus || through < workspace.visibleRevision();
    boolean waiting = transfer != null || prepared != null || behind;
    return owesSubscribed || (waiting && sendCredit.availableBytes() > 0);
  }

  @Override
  public Fill fill(PacketBuilder packet) {
    if (owesSubscribed) {
      packet.add(id, subscribed());
      owesSubscribed = false;
      return Fill.WRITTEN;
    }
    if (transfer != null) {
      sendChunk(packet, transfer);
      return Fill.WRITTEN;
    }
    StateScanPart part = prepared != null ? prepared : takeNews(packet);
    if (part == null) {
      prepare(packet);
      return Fill.PREPARING;
    }
    prepared = null;
    return send(packet, part);
  }

  /** The latest change, if it came along, is all that is missing, and can leave as it is. */
  private @Nullable StateScanPart takeNews(PacketBuilder packet) {
    StateReader.News current = news;
    news = null;
    boolean isComplete = base == through && !owesConsistent && !owesFocus;
    if (current == null || !isComplete || current.from() != through) {
      return null;
    }
    StateScanPart part = current.part();
    boolean isLatest = part.through() == workspace.visibleRevision();
    boolean fits =
        packet.fits(id, part.body().length()) && part.costBytes() <= sendCredit.availableBytes();
    if (!isLatest || !fits) {
      return null;
    }
    reader.took(current);
    return part;
  }

  private byte[] subscribed() {
    return Bodies.encode(
        ServerFrame.SUBSCRIBED_FIELD_NUMBER,
        Subscribed.newBuilder()
            .setEpoch(epoch)
            .setFilterHash(filter.hash())
            .setReset(reset)
            .setBase(base)
            .setThrough(through)
            .build());
  }

  /** Asks the workspace for what comes next, no more than there is room and credit for. */
  private void prepare(PacketBuilder packet) {
    preparedRoom = packet.room(id);
    int room = partBytes(packet);
    if (owesFocus) {
      reader.focus(through, room, part -> later(() -> focusPrepared(part)));
    } else {
      StateReader.Form form = new StateReader.Form(withinCredit(room), isDense);
      reader.next(base, through, form, part -> later(() -> prepared(part)));
    }
  }

  /** Of few sizes, so that readers share what is made for them. */
  private int withinCredit(int bytes) {
    long credit = sendCredit.availableBytes();
    return credit >= bytes ? bytes : (int) Long.highestOneBit(credit);
  }

  /** How large a part may be: what is packed leaves as much less than it was. */
  private int partBytes(PacketBuilder packet) {
    int room = packet.room(id);
    if (packer == null) {
      return room - FRAME_OVERHEAD_BYTES;
    }
    int most = context.maxPacketBytes() - FRAME_OVERHEAD_BYTES;
    return Math.min(packsTo * room, isDense ? Math.min(most, TABLE_BYTES) : most)
        - FRAME_OVERHEAD_BYTES;
  }

  private void focusPrepared(StateScanPart part) {
    owesFocus = false;
    boolean fits = part.costBytes() <= sendCredit.availableBytes();
    prepared = part.changes() > 0 && fits ? part : null; // it comes in order anyway
    context.outbound().prepared(this);
  }

  private void prepared(StateScanPart part) {
    if (part == StateScanPart.RESET) {
      tellReset();
      startOver();
    } else {
      prepared = part;
    }
    context.outbound().prepared(this);
  }

  private Fill send(PacketBuilder packet, StateScanPart part) {
    boolean worthless = part.changes() == 0 && !part.consistent();
    if (worthless) {
      advance(part);
      return Fill.EMPTY;
    }
    PackedPart packed = pack(part);
    int length = packed == null ? part.body().length() : packed.body().length;
    int room = Math.max(preparedRoom, packet.room(id));
    if (part.body().length() >= TELLING_BYTES) {
      packsTo = packsTo(part.body().length(), length);
    }
    boolean fits =
        length <= LARGEST_ROOMS * room
            && packet.fits(id, length)
            && part.costBytes() <= sendCredit.availableBytes();
    if (fits) {
      add(packet, part, packed);
      sendCredit.spend(part.costBytes());
    } else {
      transfer = new ChunkSender(context.nextTransferId(), part.body().bytes());
      sendChunk(packet, transfer);
    }
    advance(part);
    return Fill.WRITTEN;
  }

  private void add(PacketBuilder packet, StateScanPart part, @Nullable PackedPart packed) {
    if (packed == null || packer == null) {
      packet.add(id, part.body().length(), part.body()::writeTo);
    } else {
      packet.add(id, packed.body());
      packer.sent(part, packed);
    }
  }

  /** A power of two, about. */
  private static int packsTo(int bytes, int packedBytes) {
    int ratio = (bytes + packedBytes / 2) / packedBytes;
    return Math.min(PACKED_TO, Integer.highestOneBit(Math.max(1, ratio + ratio / 3)));
  }

  /** The part as it travels packed; null if it does not. */
  private @Nullable PackedPart pack(StateScanPart part) {
    if (packer == null || part.body().length() < Compressor.LEAST_BYTES) {
      return null;
    }
    PackedPart packed = packer.pack(part);
    return packed.body().length == 0 ? null : packed;
  }

  private void sendChunk(PacketBuilder packet, ChunkSender sender) {
    int room = packet.room(id) - CHUNK_OVERHEAD_BYTES;
    var chunk = sender.next((int) Math.min(room, sendCredit.availableBytes()));
    packet.add(id, ServerFrame.CHUNK_FIELD_NUMBER, chunk);
    sendCredit.spend(chunk.getData().size());
    if (sender.done()) {
      transfer = null;
    }
  }

  private void advance(StateScanPart part) {
    through = Math.max(through, part.through());
    if (part.consistent()) {
      base = through;
      packAnew();
      owesConsistent = false;
    } else if (part.changes() > 0) {
      owesConsistent = true;
    }
  }

  @Override
  void describe(StreamStatus.Builder status) {
    status.setKind(StreamKind.STREAM_KIND_STATE).setWorkspace(workspaceName);
    if (opened) {
      status.setLag(Math.max(0, workspace.visibleRevision() - through));
    }
  }

  @Override
  void onFrame(ClientFrame frame) {
    throw misplaced(frame);
  }

  @Override
  void onClosed() {
    reader.close();
  }
}
