package dev.muxwire.bench.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that reads small messages as a whole. */
public abstract class MessageSession implements Dialect.Session {
  private static final int FIRST_BYTES = 1024;

  /** What is larger is let go of again: thousands may be sent a whole state once. */
  private static final int KEPT_BYTES = 64 << 10;

  private final List<byte[]> answers = new ArrayList<>();
  private ByteBuffer message = ByteBuffer.allocate(FIRST_BYTES);

  /** A message is there, in the buffer up to its limit. */
  protected abstract void handle(ByteBuffer whole);

  /** Says something, when what was read is handled. */
  protected final void say(byte[] answer) {
    answers.add(answer);
  }

  /** The same as text. */
  protected final void say(String answer) {
    say(answer.getBytes(StandardCharsets.UTF_8));
  }

  /** A message as text. */
  protected static String text(ByteBuffer whole) {
    return StandardCharsets.UTF_8.decode(whole).toString();
  }

  @Override
  public List<byte[]> opening() {
    return List.of();
  }

  @Override
  public final void begin(long bytes) {
    if (message.capacity() < bytes) {
      message = ByteBuffer.allocate((int) bytes);
    }
    message.clear().limit((int) bytes);
  }

  @Override
  public final void goOn(long bytes) {
    throw new IllegalStateException("a message in fragments");
  }

  @Override
  public final void bytes(ByteBuffer bytes) {
    message.put(bytes);
    if (!message.hasRemaining()) {
      handle(message.flip());
      message = message.capacity() > KEPT_BYTES ? ByteBuffer.allocate(FIRST_BYTES) : message;
      message.clear();
    }
  }

  @Override
  public List<byte[]> answers(long received) {
    if (answers.isEmpty()) {
      return List.of();
    }
    List<byte[]> due = List.copyOf(answers);
    answers.clear();
    return due;
  }
}
