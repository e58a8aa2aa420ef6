package dev.muxwire.client.internal.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.TerminalCursor;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Input;
import dev.muxwire.proto.v1.InputKind;
import dev.muxwire.proto.v1.Resize;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SetFocus;
import dev.muxwire.proto.v1.Signal;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A terminal stream, as the attachment that the application holds. */
final class TerminalStream extends ClientStream implements Attachment {
  private static final int MAX_SIGNALS = 16;

  private record PendingSignal(String name, CompletableFuture<Void> sent) {}

  private final String terminalId;
  private final AttachRequest request;
  private final boolean readOnly;
  private final Consumer<ClientStream> whenEnded;
  private final TerminalEvents events = new TerminalEvents();
  private final InputQueue input;
  private final ArrayDeque<PendingSignal> signals = new ArrayDeque<>();
  private @Nullable EventDelivery<TerminalEvent> delivery;
  private long inputSource;
  private boolean focused;

  /** Where to resume: after what was handed over; null = as the application asked at first. */
  private @Nullable TerminalCursor resume;

  /** Written on the loop, read by any thread. */
  private volatile @Nullable TerminalCursor consumed;

  // Valid for one connection.
  private boolean resizeDue;
  private boolean focusDue;

  TerminalStream(
      CoreContext context,
      String workspace,
      String terminalId,
      AttachOptions options,
      Consumer<ClientStream> whenEnded) {
    super(context);
    this.terminalId = terminalId;
    this.request = new AttachRequest(workspace, terminalId, options);
    this.readOnly = options.readOnly();
    this.whenEnded = whenEnded;
    this.input = new InputQueue(context);
  }

  @Override
  public String terminalId() {
    return terminalId;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super TerminalEvent> subscriber) {
    java.util.Objects.requireNonNull(subscriber);
    context.loop().execute(() -> begin(subscriber));
  }

  private void begin(Flow.Subscriber<? super TerminalEvent> subscriber) {
    EventDelivery<TerminalEvent> begun =
        new EventDelivery<>(
            context.loop(), context.newCallbacks(), () -> endWith(closed()), subscriber);
    begun.begin();
    if (delivery != null) {
      begun.fail(new IllegalStateException("An attachment takes one subscriber."));
    } else if (isEnded()) {
      begun.fail(closed());
    } else {
      delivery = begun;
      if (isOpen()) {
        reopen(); // what came before there was anybody to take it was let go
      } else {
        tryOpen();
      }
    }
  }

  @Override
  public CompletableFuture<Void> write(byte[] data) {
    return write(InputKind.INPUT_KIND_TYPED, data);
  }

  @Override
  public CompletableFuture<Void> reply(byte[] data) {
    return write(InputKind.INPUT_KIND_REPLY, data);
  }

  private CompletableFuture<Void> write(InputKind kind, byte[] data) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    ByteString copy = ByteString.copyFrom(data);
    context
        .loop()
        .enter(
            () -> {
              if (mayAct(written)) {
                input.add(kind, copy, written);
                tryOpen();
                want(Lane.INPUT);
              }
            });
    return written;
  }

  private boolean mayAct(CompletableFuture<Void> future) {
    if (readOnly) {
      context.fail(
          future,
          new MuxwireException(ErrorCode.INVALID_ARGUMENT, "This attachment is read-only."));
    } else if (isEnded()) {
      context.fail(future, closed());
    }
    return !readOnly && !isEnded();
  }

  @Override
  public void resize(TerminalSize size) {
    context
        .loop()
        .execute(
            () -> {
              request.size(size);
              resizeDue = isOpen();
              want(Lane.CONTROL);
            });
  }

  @Override
  public CompletableFuture<Void> signal(String name) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    context
        .loop()
        .execute(
            () -> {
              if (!mayAct(sent)) {
                return;
              }
              if (link() == null) {
                context.fail(sent, notSent("There is no connection; the signal was not sent."));
              } else if (signals.size() >= MAX_SIGNALS) {
                context.fail(sent, notSent("Too many signals wait already."));
              } else {
                signals.add(new PendingSignal(name, sent));
                tryOpen();
                want(Lane.CONTROL);
              }
            });
    return sent;
  }

  private static MuxwireException notSent(String message) {
    return new MuxwireException(ErrorCode.UNREACHABLE, message);
  }

  @Override
  public void setFocus(boolean value) {
    context
        .loop()
        .execute(
            () -> {
              focused = value;
              focusDue = isOpen();
              want(Lane.CONTROL);
            });
  }

  @Override
  public Optional<TerminalCursor> cursor() {
    return Optional.ofNullable(consumed);
  }

  @Override
  public void close() {
    context
        .loop()
        .execute(
            () -> {
              EventDelivery<TerminalEvent> current = delivery;
              if (current != null) {
                current.clear();
              }
              if (!isEnded()) {
                stop();
                onEnded(null);
              }
            });
  }

  private static MuxwireException closed() {
    return new MuxwireException(ErrorCode.CANCELLED, "The attachment was closed.");
  }

  @Override
  boolean isWanted() {
    return delivery != null || !input.isEmpty() || !signals.isEmpty();
  }

  @Override
  Opening opening() {
    while (inputSource == 0) {
      inputSource = context.random().nextLong();
    }
    events.opened(resume != null ? resume : request.cursor(), request.isForOutput());
    return new Opening(ClientFrame.ATTACH_FIELD_NUMBER, request.encode(resume, inputSource));
  }

  @Override
  void onOpen() {
    input.rewind();
    resizeDue = false;
    focusDue = focused;
    want(Lane.CONTROL);
    want(Lane.INPUT);
  }

  @Override
  void onWelcome(boolean identityReset) {
    if (identityReset) {
      input.identityReset();
      inputSource = 0;
      if (isOpen() && !readOnly) {
        reopen(); // opened under an input source that the old identity has used
      }
    }
    want(Lane.INPUT);
  }

  @Override
  void onDetached() {
    EventDelivery<TerminalEvent> current = delivery;
    if (current != null && !isEnded()) {
      current.clear(); // it comes again
    }
    failSignals(notSent("The connection broke; the signal was not sent."));
  }

  private void failSignals(MuxwireException reason) {
    signals.forEach(signal -> context.fail(signal.sent(), reason));
    signals.clear();
  }

  @Override
  void onFrame(ServerFrame frame, Runnable whenConsumed) {
    if (frame.getBodyCase() == ServerFrame.BodyCase.INPUT_ACK) {
      input.acknowledged(frame.getInputAck().getSeq());
      whenConsumed.run();
      return;
    }
    var made = events.of(frame);
    EventDelivery<TerminalEvent> current = delivery;
    if (current == null) {
      return; // nobody takes it: it stays unconsumed, and comes again for a subscriber
    }
    if (made.isEmpty()) {
      whenConsumed.run();
    }
    for (int i = 0; i < made.size(); i++) {
      TerminalEvents.Placed placed = made.get(i);
      Runnable done = i == made.size() - 1 ? whenConsumed : () -> {};
      offer(current, placed, done);
    }
  }

  private void offer(
      EventDelivery<TerminalEvent> current, TerminalEvents.Placed placed, Runnable done) {
    TerminalCursor after = placed.after();
    current.offer(
        placed.event(),
        () -> {
          if (after != null) {
            resume = after;
          }
        },
        () -> {
          if (after != null) {
            consumed = after;
          }
          done.run();
        });
  }

  @Override
  boolean fillOpen(Lane lane, PacketWriter out) {
    return switch (lane) {
      case CONTROL -> fillControl(out);
      case INPUT -> fillInput(out);
      case BULK -> false;
    };
  }

  private boolean fillControl(PacketWriter out) {
    for (PendingSignal signal = signals.peek(); signal != null; signal = signals.peek()) {
      Signal frame = Signal.newBuilder().setName(signal.name()).build();
      if (!add(out, ClientFrame.SIGNAL_FIELD_NUMBER, frame)) {
        return true;
      }
      signals.remove();
      context.done(signal.sent());
    }
    TerminalSize size = request.size();
    if (resizeDue && size != null) {
      Resize frame = Resize.newBuilder().setSize(Converters.encode(size)).build();
      resizeDue = !add(out, ClientFrame.RESIZE_FIELD_NUMBER, frame);
    }
    if (focusDue) {
      SetFocus frame = SetFocus.newBuilder().setFocused(focused).build();
      focusDue = !add(out, ClientFrame.SET_FOCUS_FIELD_NUMBER, frame);
    }
    return resizeDue || focusDue;
  }

  private boolean add(PacketWriter out, int field, MessageLite message) {
    return out.add(streamId(), field, message) == PacketWriter.Added.YES;
  }

  /** Not before Welcome: the server may have forgotten whose numbers these are. */
  private boolean fillInput(PacketWriter out) {
    while (isWelcomed() && !isTransferring()) {
      Input next = input.next();
      if (next == null || next.getSerializedSize() > sendableBytes()) {
        return false;
      }
      switch (out.add(streamId(), ClientFrame.INPUT_FIELD_NUMBER, next)) {
        case YES -> spend(next.getSerializedSize());
        case NEXT_PACKET -> {
          return true;
        }
        case TOO_LARGE -> sendInChunks(ClientFrame.INPUT_FIELD_NUMBER, next);
      }
      input.sent();
    }
    return false;
  }

  @Override
  void onEnded(@Nullable MuxwireException reason) {
    MuxwireException why = reason != null ? reason : closed();
    input.failAll(why);
    failSignals(why);
    EventDelivery<TerminalEvent> current = delivery;
    if (current != null && reason == null) {
      current.complete();
    } else if (current != null) {
      current.fail(why);
    }
    whenEnded.accept(this);
  }
}
