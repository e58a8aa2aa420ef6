package dev.muxwire.bench.echo;

import com.google.protobuf.ByteString;
import dev.muxwire.bench.wire.PacketConnection;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CloseStream;
import dev.muxwire.proto.v1.FromStart;
import dev.muxwire.proto.v1.Input;
import dev.muxwire.proto.v1.InputKind;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SetFocus;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A viewer that types on one terminal, as a client does whose user looks at it, and may watch
 * another one over the same connection.
 */
final class MuxwireKeyboard implements Keyboard {
  private static final int TYPED = 1;
  private static final ByteString KEYS = ByteString.copyFromUtf8(String.valueOf(KEY));

  private final PacketConnection connection;
  private final String workspace;
  private final AtomicLong watchedBytes = new AtomicLong();

  /** Of the typing thread. */
  private long seq;

  private int lastStream = TYPED;

  /** Types nothing before it is told the terminal. */
  MuxwireKeyboard(int port, String token, String workspace) throws IOException {
    this.connection = new PacketConnection(port, token);
    this.workspace = workspace;
  }

  /** The terminal to type on. */
  void attach(String terminal) throws IOException {
    long source = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    connection.send(
        ClientFrame.newBuilder()
            .setStreamId(TYPED)
            .setAttach(fromStart(terminal).setInputSource(source)),
        PacketConnection.credit(TYPED));
    connection.send(
        ClientFrame.newBuilder()
            .setStreamId(TYPED)
            .setSetFocus(SetFocus.newBuilder().setFocused(true)));
  }

  /** Watches another terminal too: all that it retains, and what it prints from now on. */
  void watch(String terminal) throws IOException {
    lastStream++;
    connection.send(
        ClientFrame.newBuilder()
            .setStreamId(lastStream)
            .setAttach(fromStart(terminal).setReadOnly(true)),
        PacketConnection.credit(lastStream));
  }

  /** Watches it no more. */
  void unwatch() throws IOException {
    connection.send(
        ClientFrame.newBuilder()
            .setStreamId(lastStream)
            .setCloseStream(CloseStream.getDefaultInstance()));
  }

  /** Bytes of what is watched, so far. */
  long watchedBytes() {
    return watchedBytes.get();
  }

  private Attach.Builder fromStart(String terminal) {
    return Attach.newBuilder()
        .setWorkspace(workspace)
        .setTerminalId(terminal)
        .setStart(FromStart.getDefaultInstance())
        .setMode(AttachMode.ATTACH_MODE_LOSSLESS);
  }

  @Override
  public void type() throws IOException {
    seq++;
    Input input =
        Input.newBuilder().setSeq(seq).setKind(InputKind.INPUT_KIND_TYPED).setData(KEYS).build();
    connection.send(ClientFrame.newBuilder().setStreamId(TYPED).setInput(input));
  }

  @Override
  public int read() throws IOException {
    int echoed = 0;
    for (ServerFrame frame : connection.read().getFramesList()) {
      if (frame.hasOutput()) {
        int bytes = frame.getOutput().getData().size();
        if (frame.getStreamId() == TYPED) {
          echoed += bytes;
        } else {
          watchedBytes.addAndGet(bytes);
        }
      }
    }
    return echoed;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
