package dev.muxwire.durability;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.TerminalSpec;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A terminal that all clients watch meanwhile, in a workspace of its own: what the server does to
 * terminals would otherwise take revisions that nobody asked for.
 */
final class SharedTerminal {
  static final String WORKSPACE = "terminals";
  private static final String ID = "shared-terminal";

  private final History history;
  private final PatternHost host;
  private final Map<String, PatternViewer> viewers = new ConcurrentHashMap<>();

  private SharedTerminal(History history, PatternHost host) {
    this.history = history;
    this.host = host;
  }

  /** Opens it; the client stays its host. */
  static SharedTerminal open(MuxwireClient client, History history) throws Exception {
    client.createWorkspace(WORKSPACE).get(30, TimeUnit.SECONDS);
    PatternHost host = new PatternHost(client, WORKSPACE, history);
    TerminalSpec spec = TerminalSpec.builder().terminalId(ID).build();
    client.openTerminal(WORKSPACE, spec).get(30, TimeUnit.SECONDS);
    return new SharedTerminal(history, host);
  }

  /** A client watches it from the start, for as long as it lives. */
  void watch(String name, MuxwireClient client) {
    PatternViewer viewer = new PatternViewer(name, history);
    AttachOptions options = AttachOptions.builder().fromStart().lossless().readOnly(true).build();
    client.attach(WORKSPACE, ID, options).subscribe(viewer);
    viewers.put(name, viewer);
  }

  /** Ends the output; returns how much it was. */
  long stop() throws Exception {
    return host.stop();
  }

  boolean isSeenByAll(long bytes) {
    return host.durableOffset() == bytes
        && viewers.values().stream().allMatch(viewer -> viewer.seen() == bytes);
  }

  /** Whom a workspace's presence shows: a client id for each attachment. */
  static Set<String> attached(StoredState presence) {
    return presence.entities().values().stream()
        .filter(entity -> entity.kind().equals("ATTACHMENT"))
        .map(entity -> entity.values().getOrDefault("client_id", ""))
        .collect(Collectors.toSet());
  }
}
