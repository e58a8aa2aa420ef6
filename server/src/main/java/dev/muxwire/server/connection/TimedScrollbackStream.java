package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ByteRange;
import dev.muxwire.proto.v1.Exited;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.Resized;
import dev.muxwire.proto.v1.ScrollbackPage;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.server.terminal.RecordCursor;
import dev.muxwire.server.terminal.TerminalOutput;
import dev.muxwire.wire.PacketBuilder;
import org.jspecify.annotations.Nullable;

/** History with the host's times, record by record, from the log itself. */
final class TimedScrollbackStream extends ScrollbackStream {
  private @Nullable RecordCursor cursor;
  private boolean done;

  TimedScrollbackStream(
      StreamContext context, int id, FetchScrollback fetch, WorkspaceRooms rooms) {
    super(context, id, fetch, rooms);
  }

  @Override
  void begin(TerminalOutput found, ByteRange asked) {
    cursor = new RecordCursor(found, asked.getFrom(), asked.getTo());
  }

  @Override
  long lagBytes() {
    RecordCursor current = cursor;
    return current == null ? 0 : current.until() - current.position();
  }

  @Override
  boolean isDone() {
    return done;
  }

  @Override
  boolean addStep(PacketBuilder packet, int maxBytes, TerminalOutput from) {
    RecordCursor current = cursor;
    if (current == null) {
      return false;
    }
    RecordCursor.Step step = current.next(maxBytes);
    if (step instanceof RecordCursor.Data data) {
      addPage(packet, page(data, from));
    } else if (step instanceof RecordCursor.Resize resize) {
      addResized(packet, resize);
    } else if (step instanceof RecordCursor.Exit exit) {
      addExited(packet, exit);
    } else if (step instanceof RecordCursor.Missing missing) {
      addGap(packet, missing.gap());
    } else if (step instanceof RecordCursor.NotLoaded) {
      loading.begin(current::load);
      return false;
    } else {
      done = true;
      return false;
    }
    return true;
  }

  private static ScrollbackPage page(RecordCursor.Data data, TerminalOutput from) {
    return ScrollbackPage.newBuilder()
        .setOffset(data.offset())
        .setData(data.data())
        .setRetainedFrom(from.retainedFrom())
        .setElapsedUs(data.elapsedMicros())
        .build();
  }

  private void addResized(PacketBuilder packet, RecordCursor.Resize resize) {
    Resized resized =
        Resized.newBuilder()
            .setOffset(resize.offset())
            .setSize(resize.size())
            .setElapsedUs(resize.elapsedMicros())
            .build();
    packet.add(id, ServerFrame.RESIZED_FIELD_NUMBER, resized);
  }

  private void addExited(PacketBuilder packet, RecordCursor.Exit exit) {
    Exited exited =
        Exited.newBuilder()
            .setOffset(exit.offset())
            .setExit(exit.exit())
            .setElapsedUs(exit.elapsedMicros())
            .build();
    packet.add(id, ServerFrame.EXITED_FIELD_NUMBER, exited);
  }

  @Override
  void onClosed() {
    super.onClosed();
    RecordCursor current = cursor;
    if (current != null) {
      current.close();
    }
  }
}
