package dev.muxwire.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.WorkspaceView;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** The example of README.md, which quotes what stands between the region's markers. */
final class SharedTerminalExample {
  private SharedTerminalExample() {}

  // [region readme]
  /** Opens a terminal, attaches to it twice, types in one attachment and reads in the other. */
  static String run(URI server, String token) {
    ClientOptions options = ClientOptions.builder(server).token(token).build();
    try (MuxwireClient client = MuxwireClient.connect(options);
        WorkspaceReplica workspace = client.subscribe("main", SubscribeOptions.all())) {

      TerminalSpec cat = TerminalSpec.builder().command(List.of("cat")).title("shared").build();
      String id = client.openTerminal("main", cat).join();

      AttachOptions fromStart = AttachOptions.builder().fromStart().build();
      try (Attachment ours = client.attach("main", id, fromStart);
          Attachment theirs = client.attach("main", id, fromStart)) {
        Awaited hello = new Awaited("hello");
        theirs.subscribe(hello);
        ours.write("hello\n".getBytes(UTF_8)).join(); // written to the pseudo-terminal
        hello.seen.join();
      }

      Mutation rename =
          Mutation.builder().patch(EntityKind.TERMINAL, id, Map.of("title", "done")).build();
      MutationResult durable = client.mutate("main", rename).join();
      client.closeTerminal("main", id).join();
      WorkspaceView view = workspace.atLeast(durable.revision()).join();
      return view.entity(id).flatMap(terminal -> terminal.text("title")).orElseThrow();
    }
  }

  /** Takes output as it is asked for: one event, then the next. */
  private static final class Awaited implements Flow.Subscriber<TerminalEvent> {
    final CompletableFuture<Void> seen = new CompletableFuture<>();
    private final String text;
    private final StringBuilder output = new StringBuilder();
    private Flow.Subscription subscription;

    Awaited(String text) {
      this.text = text;
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
      subscription = begun;
      subscription.request(1);
    }

    @Override
    public void onNext(TerminalEvent event) {
      if (event instanceof TerminalEvent.Output bytes) {
        output.append(new String(bytes.data(), UTF_8));
      }
      if (output.indexOf(text) >= 0) {
        seen.complete(null);
      }
      subscription.request(1); // consumed: what is not requested is not fetched
    }

    @Override
    public void onError(Throwable reason) {
      seen.completeExceptionally(reason);
    }

    @Override
    public void onComplete() {}
  }
  // [end]
}
