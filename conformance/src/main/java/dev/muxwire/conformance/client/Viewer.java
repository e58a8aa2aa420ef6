package dev.muxwire.conformance.client;

import com.google.protobuf.ByteString;
import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.client.driver.Told;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.conformance.proto.v1.DriverRequest;
import dev.muxwire.conformance.proto.v1.Failed;
import dev.muxwire.conformance.proto.v1.GetCursor;
import dev.muxwire.conformance.proto.v1.ResizeViewer;
import dev.muxwire.conformance.proto.v1.SetConsuming;
import dev.muxwire.conformance.proto.v1.Terminal;
import dev.muxwire.conformance.proto.v1.Write;
import dev.muxwire.proto.v1.Attached;
import dev.muxwire.proto.v1.Exited;
import dev.muxwire.proto.v1.InputKind;
import dev.muxwire.proto.v1.Resized;
import dev.muxwire.proto.v1.Signal;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.Skipped;
import dev.muxwire.proto.v1.TerminalCursor;
import dev.muxwire.proto.v1.TerminalSize;
import java.util.function.Predicate;

/** A terminal stream or a fetch of history, as the application sees it. */
public final class Viewer extends OpenedStream {
  Viewer(Client client, Told told) {
    super(client, told);
  }

  /** The next Attached; nothing else may come before it but news of roles and hosts. */
  public Attached expectAttached() {
    return next("Attached", Terminal::hasAttached).getAttached();
  }

  /** Output from an offset on, in whatever pieces: these bytes, and nothing else between. */
  public void expectOutput(long offset, ByteString data) {
    long due = offset;
    ByteString left = data;
    while (!left.isEmpty()) {
      Terminal event = next("output at " + due, Terminal::hasOutput);
      ByteString got = event.getOutput().getData();
      if (event.getOutput().getOffset() != due || !left.startsWith(got)) {
        throw Breach.of(
            "OUTPUT-1",
            "the application gets "
                + got.size()
                + " bytes at "
                + event.getOutput().getOffset()
                + ", due were "
                + left.size()
                + (event.getOutput().getOffset() == due ? " others there" : " at " + due));
      }
      due += got.size();
      left = left.substring(got.size());
    }
  }

  public void expectOutput(long offset, String text) {
    expectOutput(offset, ByteString.copyFromUtf8(text));
  }

  /** The next output, whole, and whether it is history. */
  public void expectHistory(long offset, String text, boolean history) {
    Terminal event = next("output at " + offset, Terminal::hasOutput);
    if (event.getOutput().getOffset() != offset
        || !event.getOutput().getData().equals(ByteString.copyFromUtf8(text))) {
      throw Breach.of("HISTORY-1", "other output than '" + text + "' at " + offset);
    }
    if (event.getHistory() != history) {
      throw Breach.of(
          "HISTORY-1", "output at " + offset + (history ? " is no history" : " is history"));
    }
  }

  public void expectSkipped(long from, long to, SkipReason reason) {
    Skipped skipped = next("Skipped", Terminal::hasSkipped).getSkipped();
    if (skipped.getFrom() != from || skipped.getTo() != to || skipped.getReason() != reason) {
      throw Breach.of(
          "the application is told that "
              + skipped.getFrom()
              + " to "
              + skipped.getTo()
              + " are skipped for "
              + skipped.getReason());
    }
  }

  public Resized expectResized() {
    return next("Resized", Terminal::hasResized).getResized();
  }

  public Exited expectExited() {
    return next("Exited", Terminal::hasExited).getExited();
  }

  /** The next event that is neither Attached again nor news of roles or the host. */
  private Terminal next(String what, Predicate<Terminal> fits) {
    return told.awaitLater(
            what,
            event -> {
              if (event.hasTerminal() && fits.test(event.getTerminal())) {
                return true;
              }
              if (!isNews(event)) {
                throw Breach.of(
                    "the application is told "
                        + dev.muxwire.conformance.exchange.MessageText.of(
                            event.toBuilder().clearRequestId().build())
                        + " where due was "
                        + what);
              }
              return false;
            })
        .getTerminal();
  }

  private static boolean isNews(DriverEvent event) {
    return switch (event.getTerminal().getEventCase()) {
      case ATTACHED, ROLE_CHANGED, REACHABILITY_CHANGED, LINE_NUMBER -> true;
      default -> false;
    };
  }

  /** The end, without error. */
  public void expectComplete() {
    Failed error = awaitEnd();
    if (error.getCodeValue() != 0) {
      throw Breach.of("it ended with " + error.getCode() + ", and is complete");
    }
  }

  public Told write(ByteString data) {
    return ask(
        DriverRequest.newBuilder()
            .setWrite(Write.newBuilder().setData(data).setKind(InputKind.INPUT_KIND_TYPED)));
  }

  public Told write(String text) {
    return write(ByteString.copyFromUtf8(text));
  }

  public Told reply(String text) {
    return ask(
        DriverRequest.newBuilder()
            .setWrite(
                Write.newBuilder()
                    .setData(ByteString.copyFromUtf8(text))
                    .setKind(InputKind.INPUT_KIND_REPLY)));
  }

  public Told resize(int columns, int rows) {
    return ask(
        DriverRequest.newBuilder()
            .setResize(
                ResizeViewer.newBuilder()
                    .setSize(TerminalSize.newBuilder().setColumns(columns).setRows(rows))));
  }

  public Told signal(String name) {
    return ask(DriverRequest.newBuilder().setSignal(Signal.newBuilder().setName(name)));
  }

  /** Stops and continues consuming; returns once it holds. */
  public void consuming(boolean value) {
    ask(DriverRequest.newBuilder().setSetConsuming(SetConsuming.newBuilder().setConsuming(value)))
        .await("Done", DriverEvent::hasDone);
  }

  public TerminalCursor cursor() {
    return ask(DriverRequest.newBuilder().setGetCursor(GetCursor.getDefaultInstance()))
        .await("Cursor", DriverEvent::hasCursor)
        .getCursor();
  }
}
