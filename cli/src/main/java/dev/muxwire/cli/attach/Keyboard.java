package dev.muxwire.cli.attach;

import dev.muxwire.cli.screen.InputSeparator;
import dev.muxwire.client.Attachment;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Sends what is typed, until the detach key or the end of the input. */
final class Keyboard {
  private static final int READ_BYTES = 16 << 10;

  /** Input on its way at most; the SDK refuses more than 32 MiB, and a paste can be any size. */
  private static final int MOST_UNACKNOWLEDGED_BYTES = 16 << 20;

  private static final byte CTRL_C = 0x03;

  /** Typing that is not written by then is told of; a round trip takes no longer. */
  private static final long INPUT_PATIENCE_MS = 3000;

  /** How long it is told that typing has no effect. */
  private static final long READ_ONLY_NOTICE_MS = 2000;

  private final InputStream input;
  private final Attachment attachment;
  private final AttachSettings settings;
  private final Notices notices;
  private final InputSeparator separator = new InputSeparator();
  private final Semaphore room = new Semaphore(MOST_UNACKNOWLEDGED_BYTES);

  /** When it was last said that typing has no effect. */
  private final AtomicLong readOnlyNoticeNanos = new AtomicLong();

  Keyboard(InputStream input, Attachment attachment, AttachSettings settings, Notices notices) {
    this.input = input;
    this.attachment = attachment;
    this.settings = settings;
    this.notices = notices;
  }

  /** Returns when the user wants to leave. */
  void run() throws InterruptedException {
    byte[] buffer = new byte[READ_BYTES];
    while (true) {
      int length = read(buffer);
      if (length < 0) {
        return;
      }
      int detach = settings.detachKey().find(buffer, length);
      if (!settings.readOnly()) {
        send(buffer, detach < 0 ? length : detach);
      } else if (contains(buffer, length, CTRL_C)) {
        // A mere viewer interrupts nothing but the viewing.
        return;
      }
      if (detach >= 0) {
        return;
      }
      if (settings.readOnly()) {
        tellReadOnly(buffer, length);
      }
    }
  }

  /** The user's terminal answers and reports by itself: that is not typing. */
  private void tellReadOnly(byte[] buffer, int length) {
    if (separator.separate(buffer, length).stream().noneMatch(InputSeparator.Part::typed)) {
      return;
    }
    long now = System.nanoTime();
    readOnlyNoticeNanos.set(now);
    String leave =
        settings.detachKey().encodings().isEmpty() ? "Ctrl-C" : settings.detachKey().label();
    notices.say(Notices.Kind.READ_ONLY, "read-only; " + leave + " leaves");
    later(
        READ_ONLY_NOTICE_MS,
        () -> {
          if (readOnlyNoticeNanos.get() == now) {
            notices.clear(Notices.Kind.READ_ONLY);
          }
        });
  }

  private static void later(long delayMs, Runnable task) {
    CompletableFuture.delayedExecutor(delayMs, TimeUnit.MILLISECONDS).execute(task);
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
      if (part.typed()) {
        watch(written);
      }
    }
  }

  /** A connection may stand still for long before it counts as lost: whoever types is told. */
  private void watch(CompletableFuture<Void> written) {
    later(
        INPUT_PATIENCE_MS,
        () -> {
          if (!written.isDone()) {
            notices.say(Notices.Kind.INPUT, "what you typed waits ...");
            written.whenComplete((done, failure) -> notices.clear(Notices.Kind.INPUT));
          }
        });
  }
}
