package dev.muxwire.symptoms;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.TerminalSize;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A terminal's emulator, as far as it tells programs what it is when they ask. */
final class AnsweringViewer implements Flow.Subscriber<TerminalEvent>, AutoCloseable {
  static final String ANSWER_PATTERN = "\\x1b\\[\\?1;2c";
  private static final String ANSWER = "\033[?1;2c";
  private static final String QUERY = "\033[c";

  private final Attachment attachment;
  private boolean attached;
  private boolean responder;
  private int queries;
  private @Nullable Throwable trouble;

  AnsweringViewer(TestServer server, String terminal, int columns) throws Exception {
    AttachOptions options =
        AttachOptions.builder().fromStart().size(new TerminalSize(columns, 24)).build();
    attachment = server.closeLater(server.client().attach(TestServer.WORKSPACE, terminal, options));
    attachment.subscribe(this);
  }

  CompletableFuture<Void> type(String text) {
    return attachment.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    given.request(Long.MAX_VALUE);
  }

  @Override
  public synchronized void onNext(TerminalEvent event) {
    if (event instanceof TerminalEvent.Attached told) {
      attached = true;
      responder = told.responder();
    } else if (event instanceof TerminalEvent.RoleChanged told) {
      responder = told.responder();
    } else if (event instanceof TerminalEvent.Output output) {
      queried(output);
    }
  }

  /** Programs here print a query in one piece. */
  private void queried(TerminalEvent.Output output) {
    if (new String(output.data(), StandardCharsets.US_ASCII).contains(QUERY)) {
      queries++;
      if (responder && !output.history()) {
        attachment
            .reply(ANSWER.getBytes(StandardCharsets.US_ASCII))
            .whenComplete((done, failure) -> failed(failure));
      }
    }
  }

  private synchronized void failed(@Nullable Throwable failure) {
    trouble = failure == null ? trouble : failure;
  }

  @Override
  public synchronized void onError(Throwable reason) {
    trouble = reason;
  }

  @Override
  public void onComplete() {}

  synchronized boolean isAttached() {
    return attached;
  }

  synchronized boolean isResponder() {
    return responder;
  }

  /** How many it has seen. */
  synchronized int queries() {
    if (trouble != null) {
      throw new AssertionError("a viewer failed", trouble);
    }
    return queries;
  }

  @Override
  public void close() {
    attachment.close();
  }
}
