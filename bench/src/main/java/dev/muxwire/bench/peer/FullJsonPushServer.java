package dev.muxwire.bench.peer;

import dev.muxwire.bench.process.Commands;
import dev.muxwire.bench.workspace.SampleWorkspace;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/**
 * The design of the incident, made well: the whole workspace as one JSON text message to everyone,
 * on every change and to who comes. It is made to JSON once for all, and nothing is written to a
 * disk.
 */
public final class FullJsonPushServer {
  /** What clients ask for. */
  public static final String PATH = "/workspace";

  private final List<String> tabs = SampleWorkspace.tabs();
  private final Audience audience = new Audience(this::push);

  /** Guarded by this. */
  private final Map<String, Map<String, Map<String, Object>>> workspace;

  private volatile String json;

  private FullJsonPushServer(long jsonBytes) {
    workspace = SampleWorkspace.tree(jsonBytes);
    json = SampleWorkspace.json(workspace);
  }

  /** How large the workspace is, as JSON. */
  public static void main(String[] args) throws Exception {
    FullJsonPushServer server = new FullJsonPushServer(Long.parseLong(args[0]));
    try (JettyServer jetty =
        new JettyServer(
            container ->
                container.addMapping(
                    PATH, (request, response, callback) -> server.audience.newcomer()))) {
      new Commands().on("port", arguments -> jetty.port()).on("change", server::change).serve();
    }
  }

  /** Gives tabs new titles: the number of the first change, and how many; tells when it began. */
  private synchronized Object change(List<String> arguments) {
    long first = Long.parseLong(arguments.get(0));
    long count = Long.parseLong(arguments.get(1));
    long began = System.nanoTime();
    for (long i = first; i < first + count; i++) {
      String tab = tabs.get((int) (i % tabs.size()));
      SampleWorkspace.rename(workspace, tab, SampleWorkspace.title(i));
      json = SampleWorkspace.json(workspace);
      audience.each(this::push);
    }
    return began;
  }

  private void push(Session session) {
    session.sendText(json, Callback.NOOP);
  }
}
