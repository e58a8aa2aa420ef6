package dev.muxwire.cli.attach;

import dev.muxwire.cli.screen.DetachKey;
import dev.muxwire.cli.screen.InputSeparator;
import dev.muxwire.client.Attachment;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Sends what is typed, until the detach key or the end of the input. */
final class Keyboard {
  private static final int READ_BYTES = 16 << 10;

  /** Input on its way at most; the SDK refuses more than 32 MiB, and a paste can be any size. */
  private static final int MOST_UNACKNOWLEDGED_BYTES = 16 << 20;

  private static final byte CTRL_C = 0x03;

  private final InputStream input;
  private final Attachment attachment;
  private final DetachKey detachKey;
  private final boolean readOnly;
  private final InputSeparator separator = new InputSeparator();
  private final Semaphore room = new Semaphore(MOST_UNACKNOWLEDGED_BYTES);

  Keyboard(InputStream input, Attachment attachment, DetachKey detachKey, boolean readOnly) {
    this.input = input;
    this.attachment = attachment;
    this.detachKey = detachKey;
    this.readOnly = readOnly;
  }

  /** Returns when the user wants to leave. */
  void run() throws InterruptedException {
    byte[] buffer = new byte[READ_BYTES];
    while (true) {
      int length = read(buffer);
      if (length < 0) {
        return;
      }
      int detach = detachKey.find(buffer, length);
      if (!readOnly) {
        send(buffer, detach < 0 ? length : detach);
      } else if (contains(buffer, length, CTRL_C)) {
        // A mere viewer interrupts nothing but the viewing.
        return;
      }
      if (detach >= 0) {
        return;
      }
    }
  }

  /** A terminal that went away counts as the end of input. */
  private int read(byte[] buffer) {
    try {
      return input.read(buffer);
    } catch (IOException e) {
      return -1;
    }
  }

  private static boolean contains(byte[] bytes, int length, byte wanted) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == wanted) {
        return true;
      }
    }
    return false;
  }

  private void send(byte[] buffer, int length) throws InterruptedException {
    for (InputSeparator.Part part : separator.separate(Arrays.copyOf(buffer, length), length)) {
      int bytes = part.bytes().length;
      room.acquire(bytes);
      CompletableFuture<Void> written =
          part.typed() ? attachment.write(part.bytes()) : attachment.reply(part.bytes());
      // A failure ends the stream too, which is where it is told.
      written.whenComplete((done, failure) -> room.release(bytes));
    }
  }
}
