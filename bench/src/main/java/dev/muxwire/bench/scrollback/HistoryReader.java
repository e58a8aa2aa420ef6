package dev.muxwire.bench.scrollback;

import dev.muxwire.bench.wire.PacketConnection;
import dev.muxwire.proto.v1.ByteRange;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.LineRange;
import dev.muxwire.proto.v1.SearchDone;
import dev.muxwire.proto.v1.SearchScrollback;
import dev.muxwire.proto.v1.ServerFrame;
import java.io.IOException;
import java.util.function.Consumer;

/** Reads a terminal's history over a connection that is there already. One thread. */
public final class HistoryReader implements AutoCloseable {
  private final PacketConnection connection;
  private final String workspace;
  private final String terminal;
  private int lastStream;

  /** Connects. */
  public HistoryReader(int port, String token, String workspace, String terminal)
      throws IOException {
    this.connection = new PacketConnection(port, token);
    this.workspace = workspace;
    this.terminal = terminal;
    while (connection.read().getFramesList().stream().noneMatch(ServerFrame::hasWelcome)) {
      // what comes before it is no business of ours
    }
  }

  /** How many lines there are. */
  public long lines() throws IOException {
    long[] end = {0};
    LineRange.Builder none = LineRange.newBuilder().setOffset(-1);
    stream(
        fetch().setLines(none),
        frame -> end[0] = Math.max(end[0], frame.getScrollbackPage().getEndLine()));
    return end[0];
  }

  /**
   * Fetches so many lines before one.
   *
   * @return their bytes
   */
  public long page(long line, int count) throws IOException {
    return fetch(fetch().setLines(LineRange.newBuilder().setLine(line).setBefore(count)));
  }

  /**
   * Fetches all there is.
   *
   * @return bytes
   */
  long all() throws IOException {
    return fetch(fetch().setBytes(ByteRange.getDefaultInstance()));
  }

  /**
   * Searches all there is.
   *
   * @return bytes that were searched
   */
  long search(String pattern, boolean literal) throws IOException {
    SearchDone[] done = {SearchDone.getDefaultInstance()};
    ClientFrame.Builder request =
        ClientFrame.newBuilder()
            .setSearchScrollback(
                SearchScrollback.newBuilder()
                    .setWorkspace(workspace)
                    .setTerminalId(terminal)
                    .setPattern(pattern)
                    .setLiteral(literal));
    stream(
        request,
        frame -> {
          if (frame.hasSearchDone()) {
            done[0] = frame.getSearchDone();
          }
        });
    return done[0].getSearchedBytes();
  }

  private FetchScrollback.Builder fetch() {
    return FetchScrollback.newBuilder().setWorkspace(workspace).setTerminalId(terminal);
  }

  private long fetch(FetchScrollback.Builder request) throws IOException {
    long[] bytes = {0};
    stream(request, frame -> bytes[0] += frame.getScrollbackPage().getData().size());
    return bytes[0];
  }

  private void stream(FetchScrollback.Builder request, Consumer<ServerFrame> each)
      throws IOException {
    stream(ClientFrame.newBuilder().setFetchScrollback(request), each);
  }

  /** Opens a stream, and reads what is on it until the server closes it. */
  private void stream(ClientFrame.Builder request, Consumer<ServerFrame> each) throws IOException {
    lastStream++;
    connection.send(request.setStreamId(lastStream), PacketConnection.credit(lastStream));
    while (true) {
      for (ServerFrame frame : connection.read().getFramesList()) {
        if (frame.getStreamId() != lastStream) {
          continue;
        }
        if (frame.hasSkipped()) {
          throw new IOException("not all is retained: " + frame.getSkipped());
        }
        if (frame.hasCloseStream()) {
          return;
        }
        each.accept(frame);
      }
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
