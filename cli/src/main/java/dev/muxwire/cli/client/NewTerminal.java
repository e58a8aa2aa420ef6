package dev.muxwire.cli.client;

import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.OrderKey;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.client.WorkspaceView;
import java.util.Map;
import java.util.UUID;

/** Opens a terminal, with the tab and the pane that show it. */
public final class NewTerminal {
  private static final int MOST_QUOTED = 80;

  private final ServerSession session;

  public NewTerminal(ServerSession session) {
    this.session = session;
  }

  /** Starts the program; returns the terminal's id once it runs. */
  public String open(TerminalSpec spec) {
    return session.await(whatFor(spec), session.client().openTerminal(session.workspace(), spec));
  }

  /** For a failure's sentence, which a long command must not bury. */
  private static String whatFor(TerminalSpec spec) {
    String command = String.join(" ", spec.command());
    if (command.isEmpty()) {
      return "open a shell";
    }
    boolean isLong = command.length() > MOST_QUOTED;
    return "run " + (isLong ? command.substring(0, MOST_QUOTED) + " …" : command);
  }

  /** A tab and its one pane. */
  public record NewTab(String tabId, String paneId, MutationResult result) {}

  /** Adds a tab after the others, with one pane that shows the terminal. */
  public NewTab addTab(String terminalId, String title) {
    SubscribeOptions tabs = SubscribeOptions.builder().kinds(EntityKind.TAB).build();
    WorkspaceView view = session.view(tabs);
    String tabId = UUID.randomUUID().toString();
    String paneId = UUID.randomUUID().toString();
    long nowMs = System.currentTimeMillis();
    Map<String, Object> tab =
        Map.of(
            "title", title,
            "layout", Map.of("pane_id", paneId),
            "order_key", OrderKey.afterAll(view),
            "created_at_ms", nowMs,
            "updated_at_ms", nowMs);
    Map<String, Object> pane =
        Map.of("tab_id", tabId, "title", title, "pane_kind", "TERMINAL", "terminal_id", terminalId);
    Mutation mutation =
        Mutation.builder()
            .create(EntityKind.TAB, tabId, tab)
            .create(EntityKind.PANE, paneId, pane)
            .build();
    MutationResult result =
        session.await("add a tab", session.client().mutate(session.workspace(), mutation));
    return new NewTab(tabId, paneId, result);
  }
}
