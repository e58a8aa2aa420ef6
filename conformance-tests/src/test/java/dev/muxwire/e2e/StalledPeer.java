package dev.muxwire.e2e;

import dev.muxwire.proto.v1.Output;
import dev.muxwire.proto.v1.ServerFrame;
import java.io.IOException;

/** A viewer that reads when it is told to, and says meanwhile that it is there. */
final class StalledPeer implements AutoCloseable {
  private final RawPeer peer;
  private final RandomOutput printed;
  private long position;
  private long pings;
  private long answered;

  StalledPeer(ServerProcess server, String token, String terminal, RandomOutput printed)
      throws IOException {
    this.printed = printed;
    peer = new RawPeer(server, token);
    peer.attach(terminal);
  }

  /** Reads until it has all output before an offset, in order and as it was printed. */
  void readTo(long offset) throws IOException {
    while (position < offset) {
      readPacket();
    }
  }

  /** It is there, though it reads nothing. */
  void ping() throws IOException {
    pings++;
    peer.ping(pings);
  }

  /** Reads until its latest ping is answered; fails if the server closed the connection. */
  void awaitAnswer() throws IOException {
    while (answered < pings) {
      readPacket();
    }
  }

  private void readPacket() throws IOException {
    for (ServerFrame frame : peer.read().getFramesList()) {
      switch (frame.getBodyCase()) {
        case OUTPUT -> take(frame.getOutput());
        case PONG -> answered = frame.getPong().getNonce();
        case ERROR, GO_AWAY, SKIPPED -> throw new AssertionError("a stalled viewer got " + frame);
        default -> {}
      }
    }
  }

  private void take(Output output) {
    byte[] data = output.getData().toByteArray();
    if (output.getOffset() != position || !printed.isAt(position, data)) {
      throw new AssertionError("at " + position + " came other output, of " + output.getOffset());
    }
    position += data.length;
  }

  @Override
  public void close() throws IOException {
    peer.close();
  }
}
