package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.SearchEvent;
import dev.muxwire.client.SearchOptions;
import dev.muxwire.network.Conditioner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody holds the history any more; so the server finds things in it, whatever the connection. */
final class SearchTest {
  private static final int LINES = 25_000;

  /** Takes events one by one, and does something after some of them. */
  private static final class Finder implements Flow.Subscriber<SearchEvent> {
    private final List<SearchEvent> events = new CopyOnWriteArrayList<>();
    private final CompletableFuture<List<SearchEvent>> ended = new CompletableFuture<>();
    private final Runnable nowAndThen;
    private Flow.@Nullable Subscription subscription;

    Finder(Runnable nowAndThen) {
      this.nowAndThen = nowAndThen;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(SearchEvent event) {
      events.add(event);
      if (events.size() % 6_000 == 0) {
        nowAndThen.run();
      }
      if (subscription != null) {
        subscription.request(1);
      }
    }

    @Override
    public void onError(Throwable failure) {
      ended.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      ended.complete(events);
    }
  }

  @Test
  void aSearch_findsEveryLineOnce_howeverOftenTheConnectionBreaks(@TempDir Path directory)
      throws Exception {
    try (TestServer server = new TestServer(directory)) {
      ScriptedHost host = server.closeLater(new ScriptedHost(server));
      StringBuilder output = new StringBuilder();
      for (int i = 0; i < LINES; i++) {
        output.append("\033[1mneedle\033[0m ").append(i).append("\r\nhay\r\n");
      }
      host.open("t").print(output.toString().getBytes(StandardCharsets.UTF_8));
      Conditioner proxy = server.proxy();
      MuxwireClient client = server.client(proxy.uri());
      for (boolean newestFirst : new boolean[] {false, true}) {
        Finder finder = new Finder(proxy::cutAll);
        SearchOptions options =
            SearchOptions.builder("^needle \\d+$")
                .newestFirst(newestFirst)
                .maxLines(LINES + 1)
                .build();
        client.searchScrollback(TestServer.WORKSPACE, "t", options).subscribe(finder);
        List<SearchEvent> events = TestServer.done(finder.ended);
        assertThat(events).hasSize(LINES + 1);
        for (int i = 0; i < LINES; i++) {
          SearchEvent.Match match = (SearchEvent.Match) events.get(i);
          assertThat(match.line()).isEqualTo("needle " + (newestFirst ? LINES - 1 - i : i));
        }
        SearchEvent.Done done = (SearchEvent.Done) events.get(LINES);
        assertThat(done.lines()).isEqualTo(LINES);
        assertThat(done.limitReached()).isFalse();
        assertThat(done.nextOffset()).isEqualTo(newestFirst ? 0 : output.length());
      }
    }
  }
}
