package dev.muxwire.bench.workspace;

import dev.muxwire.bench.process.Commands;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.samples.SampleBatches;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The process with a client that fills a workspace of Muxwire and changes it. */
public final class WorkspaceEditor {
  /** What the workspace is called. */
  public static final String WORKSPACE = "bench";

  private static final long PATIENCE_SECONDS = 120;

  private final List<String> tabs = SampleWorkspace.tabs();
  private @Nullable MuxwireClient client;
  private MutationResult last = new MutationResult(0, 0);

  private WorkspaceEditor() {}

  public static void main(String[] args) throws Exception {
    WorkspaceEditor editor = new WorkspaceEditor();
    new Commands()
        .on("connect", editor::connect)
        .on("fill", editor::fill)
        .on("change", editor::change)
        .on("revision", arguments -> editor.last.revision())
        .serve();
    if (editor.client != null) {
      editor.client.close();
    }
  }

  private Object connect(List<String> arguments) throws Exception {
    URI uri = URI.create(arguments.get(0));
    MuxwireClient connected =
        MuxwireClient.connect(ClientOptions.builder(uri).token(arguments.get(1)).build());
    client = connected;
    connected.createWorkspace(WORKSPACE).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return "";
  }

  /** So many bytes of JSON; tells the revision that it has then. */
  private Object fill(List<String> arguments) throws Exception {
    SampleBatches batches = SampleWorkspace.batches(Long.parseLong(arguments.get(0)));
    while (batches.hasNext()) {
      last = mutate(batches.next().toMutation());
    }
    return last.revision();
  }

  /**
   * Gives tabs new titles, one after the other, each as a client does that saw the change before.
   *
   * @param arguments the number of the first change, and how many
   * @return when the first began, and when the last was acknowledged
   */
  private Object change(List<String> arguments) throws Exception {
    long first = Long.parseLong(arguments.get(0));
    long count = Long.parseLong(arguments.get(1));
    long began = System.nanoTime();
    for (long i = first; i < first + count; i++) {
      String tab = tabs.get((int) (i % tabs.size()));
      last =
          mutate(
              Mutation.builder()
                  .base(last.epoch(), last.revision())
                  .patch(EntityKind.TAB, tab, Map.of("title", SampleWorkspace.title(i)))
                  .build());
    }
    return began + " " + System.nanoTime();
  }

  private MutationResult mutate(Mutation mutation) throws Exception {
    return Objects.requireNonNull(client, "not connected")
        .mutate(WORKSPACE, mutation)
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
