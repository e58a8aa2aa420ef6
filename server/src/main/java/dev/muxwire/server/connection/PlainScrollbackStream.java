package dev.muxwire.server.connection;

import com.google.protobuf.UnsafeByteOperations;
import dev.muxwire.proto.v1.ByteRange;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.ScrollbackPage;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.server.terminal.Gap;
import dev.muxwire.server.terminal.OutputCursor;
import dev.muxwire.server.terminal.TerminalOutput;
import dev.muxwire.wire.PacketBuilder;
import org.jspecify.annotations.Nullable;

/** History as bytes alone, from what is shared with all readers. */
final class PlainScrollbackStream extends ScrollbackStream {
  private @Nullable OutputCursor cursor;
  private long until;
  private final PackedOutput packed;

  PlainScrollbackStream(
      StreamContext context, int id, FetchScrollback fetch, WorkspaceRooms rooms) {
    super(context, id, fetch, rooms);
    packed = new PackedOutput(context, id, sendCredit);
  }

  @Override
  void begin(TerminalOutput found, ByteRange asked) {
    until = asked.getTo() == 0 ? found.end() : Math.min(asked.getTo(), found.end());
    cursor = new OutputCursor(found, asked.getFrom(), until);
  }

  @Override
  long lagBytes() {
    OutputCursor current = cursor;
    return current == null ? 0 : until - current.position();
  }

  @Override
  boolean isDone() {
    return cursor != null && lagBytes() <= 0;
  }

  @Override
  boolean addStep(PacketBuilder packet, int maxBytes, TerminalOutput from) {
    OutputCursor current = cursor;
    if (current == null) {
      return false;
    }
    PackedOutput.Added added =
        tellsLines() ? PackedOutput.Added.NOT : addPacked(packet, current, from);
    if (added != PackedOutput.Added.NOT) {
      return added == PackedOutput.Added.PACKED;
    }
    OutputCursor.Step step = current.next((int) Math.min(maxBytes, until - current.position()));
    if (step instanceof OutputCursor.Data data) {
      addPage(packet, page(data, from));
    } else if (step instanceof OutputCursor.Missing missing) {
      Gap gap = missing.gap();
      addGap(packet, new Gap(gap.from(), Math.min(gap.to(), until), gap.reason()));
    } else if (step instanceof OutputCursor.NotLoaded) {
      loading.begin(current);
      return false;
    } else if (step instanceof OutputCursor.AtEnd) {
      until = current.position(); // less is left than there was
    }
    return true;
  }

  private PackedOutput.Added addPacked(
      PacketBuilder packet, OutputCursor current, TerminalOutput from) {
    var form =
        new PackedOutput.Form(
            ServerFrame.SCROLLBACK_PAGE_FIELD_NUMBER,
            from.retainedFrom(),
            data -> page(data, from));
    return packed.add(packet, current, from, until, form);
  }

  private static ScrollbackPage page(OutputCursor.Data data, TerminalOutput from) {
    return ScrollbackPage.newBuilder()
        .setOffset(data.offset())
        .setData(UnsafeByteOperations.unsafeWrap(data.array(), data.from(), data.length()))
        .setRetainedFrom(from.retainedFrom())
        .build();
  }
}
