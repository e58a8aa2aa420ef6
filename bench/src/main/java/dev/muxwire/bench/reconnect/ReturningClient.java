package dev.muxwire.bench.reconnect;

import dev.muxwire.bench.process.Commands;
import dev.muxwire.bench.workspace.WorkspaceEditor;
import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.WorkspaceReplica;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The process with a client of the SDK that has one workspace and some of its terminals open. */
public final class ReturningClient {
  private static final long PATIENCE_SECONDS = 60;

  private final List<Attachment> attachments = new ArrayList<>();
  private @Nullable MuxwireClient client;

  private ReturningClient() {}

  public static void main(String[] args) throws Exception {
    ReturningClient client = new ReturningClient();
    new Commands().on("connect", client::connect).serve();
    if (client.client != null) {
      client.client.close();
    }
  }

  /** Address, token, terminals; done when it has everything. */
  private Object connect(List<String> arguments) throws Exception {
    URI uri = URI.create(arguments.get(0));
    MuxwireClient connected =
        MuxwireClient.connect(ClientOptions.builder(uri).token(arguments.get(1)).build());
    client = connected;
    WorkspaceReplica replica =
        connected.subscribe(WorkspaceEditor.WORKSPACE, SubscribeOptions.all());
    for (String terminal : arguments.subList(2, arguments.size())) {
      Attachment attachment =
          connected.attach(
              WorkspaceEditor.WORKSPACE,
              terminal,
              AttachOptions.builder().fromStart().lossless().build());
      attachments.add(attachment);
      Reader reader = new Reader();
      attachment.subscribe(reader);
      reader.read.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    replica.firstConsistent().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return "";
  }

  /** Takes what comes. */
  private static final class Reader implements Flow.Subscriber<TerminalEvent> {
    private final CompletableFuture<Void> read = new CompletableFuture<>();

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(TerminalEvent event) {
      if (event instanceof TerminalEvent.Output) {
        read.complete(null);
      }
    }

    @Override
    public void onError(Throwable reason) {
      read.completeExceptionally(reason);
    }

    @Override
    public void onComplete() {}
  }
}
