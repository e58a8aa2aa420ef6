package dev.muxwire.client;

import dev.muxwire.client.internal.boot.ClientBoot;
import dev.muxwire.client.internal.core.ClientCore;
import dev.muxwire.client.internal.core.Facades;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * A client of one Muxwire server: one connection that is kept alive and made anew by itself, and
 * everything that travels on it.
 *
 * <p>Requests run exactly once, in order, however often the connection breaks: those without a
 * result are sent again after a reconnect. They may be made at any time, also offline and before
 * the first connection: they wait, in the bounds of {@link ClientOptions.Limits}, and leave as the
 * server takes them. If the server has forgotten this client meanwhile, requests that were sent
 * already fail with {@link ErrorCode#OUTCOME_UNKNOWN}, and the others run.
 *
 * <p>Every future completes. When the client ends (closed, or refused by the server) everything
 * pending fails with a {@link MuxwireException}: OUTCOME_UNKNOWN for what changes something and was
 * sent before, the reason of the end for all else, which did not run.
 */
public final class MuxwireClient implements AutoCloseable {
  static {
    Facades.setMaker(MuxwireClient::new);
  }

  private final ClientCore core;

  private MuxwireClient(ClientCore core) {
    this.core = core;
  }

  /** Begins to connect, and returns at once. */
  public static MuxwireClient connect(ClientOptions options) {
    return new MuxwireClient(ClientBoot.start(options));
  }

  /**
   * Completes when the server has first accepted this client; fails if it refuses for good (a wrong
   * token, no version in common) or the client is closed before.
   */
  public CompletableFuture<Void> connected() {
    return core.connected();
  }

  /** Where the connection stands. */
  public ConnectionState state() {
    return core.state();
  }

  /** Adds a listener; it is told the current state first. */
  public void addStateListener(ConnectionState.Listener listener) {
    core.addStateListener(listener);
  }

  /** The identity, to save and resume as; empty before the first Welcome. */
  public Optional<ClientIdentity> identity() {
    return core.identity();
  }

  /** Opens a live copy of a workspace's state, or of its presence. */
  public WorkspaceReplica subscribe(String workspace, SubscribeOptions options) {
    return core.subscribe(workspace, options);
  }

  /**
   * Changes state. Completes when the change is durable; the mutations of one workspace take effect
   * in the order of the calls. Shown at once by {@linkplain SubscribeOptions.Builder#optimistic
   * optimistic} replicas.
   *
   * <p>Fails with {@link MuxwireException#failedIndex} and, where there is one, {@link
   * MuxwireException#current}; a batch that fails changed nothing, and those behind it are judged
   * on their own. LIMIT_EXCEEDED, at once: more waits already than {@link ClientOptions.Limits}
   * allow. PRECONDITION_FAILED, NOT_FOUND, ALREADY_EXISTS: others were faster. STALE_BASE: the base
   * is of another epoch, or so old that the server has forgotten what was removed since, as after a
   * long time offline. For these, apply the user's intention again, if it still makes sense: make a
   * new mutation of the state as it is then (the replica's next view, or {@link #get}) and send
   * that. The same mutation would fail again.
   *
   * <p>A mutation without base is meant whatever the state is: it gets the revision as its turn
   * comes, for one round trip, in which those behind it wait too. Preconditions name revisions that
   * are confirmed: one mutation cannot require what another one will become that is still pending.
   */
  public CompletableFuture<MutationResult> mutate(String workspace, Mutation mutation) {
    return core.mutate(workspace, mutation);
  }

  /**
   * Reads entities whole, with the fields that a replica leaves out.
   *
   * @param ids at most 256
   * @return those that are there, in the order asked for
   */
  public CompletableFuture<List<Entity>> get(String workspace, List<String> ids) {
    return core.get(workspace, ids);
  }

  /** Starts a program in a new terminal; completes with the terminal's id once it runs. */
  public CompletableFuture<String> openTerminal(String workspace, TerminalSpec spec) {
    return core.openTerminal(workspace, spec);
  }

  /** Ends a terminal's program (SIGHUP, SIGKILL after 5 s). */
  public CompletableFuture<Void> closeTerminal(String workspace, String terminalId) {
    return core.closeTerminal(workspace, terminalId);
  }

  /**
   * Changes how a terminal is sized and kept; completes once that is durable. Needs the grant to
   * open terminals. To repeat it is harmless.
   *
   * <p>Fails with NOT_FOUND if there is no such terminal, INVALID_ARGUMENT if nothing is to change
   * or a size is given to a terminal that follows its viewers, EXITED if the program has ended and
   * anything but the retention is to change, STORAGE if the disk refuses, UNSUPPORTED at a server
   * that does not know this.
   */
  public CompletableFuture<Void> configureTerminal(
      String workspace, String terminalId, TerminalChange change) {
    return core.configureTerminal(workspace, terminalId, change);
  }

  /**
   * Erases a terminal's output before an offset, for good: for secrets that were printed. Completes
   * once the bytes are in no memory and no file of the server any more, which takes a disk's time;
   * until then nothing is promised. Offsets stay as they are: who has not seen the bytes yet gets
   * {@link TerminalEvent.Skipped} with the reason PURGED. What viewers have received already is
   * theirs. Needs the grant to open terminals. To repeat it is harmless.
   *
   * <p>Fails with NOT_FOUND if there is no such terminal, INVALID_ARGUMENT if the offset lies
   * beyond the end of the output, UNREACHABLE if it does and the terminal's host, which may have
   * more, is not connected, STORAGE if the disk refuses.
   *
   * @param beforeOffset at least 1; 0 for all there is when the server gets the request
   */
  public CompletableFuture<Void> purgeTerminal(
      String workspace, String terminalId, long beforeOffset) {
    if (beforeOffset < 0) {
      throw new IllegalArgumentException("beforeOffset is " + beforeOffset + ", at least 0");
    }
    return core.purgeTerminal(workspace, terminalId, beforeOffset);
  }

  /** Makes a workspace: 1 to 64 characters of a-z, 0-9, '-', '_', '.'. */
  public CompletableFuture<Void> createWorkspace(String workspace) {
    return core.createWorkspace(workspace);
  }

  /** The workspaces that the token may read, by name. */
  public CompletableFuture<List<String>> listWorkspaces() {
    return core.listWorkspaces();
  }

  /**
   * Erases a workspace with all its terminals, for good; needs the grant to open terminals in it.
   * Programs get SIGHUP, streams and requests of the workspace end with NOT_FOUND, and its hosts
   * lose their role. Completes once nothing of it is left on the server's disk. A later workspace
   * of that name is another one; until this one is erased, to make it fails with BUSY.
   *
   * <p>Fails with NOT_FOUND if there is no such workspace, STORAGE if the disk refuses: then the
   * server goes on when it starts again, or when it is asked again.
   */
  public CompletableFuture<Void> deleteWorkspace(String workspace) {
    return core.deleteWorkspace(workspace);
  }

  /**
   * Asks what the server is doing. A token that may not read all workspaces sees the connections of
   * its own and the workspaces that it may read.
   */
  public CompletableFuture<ServerStatus> serverStatus() {
    return core.serverStatus();
  }

  /**
   * Makes a backup of everything that the server keeps, in the server's own backup directory, while
   * it goes on; needs the grant to open terminals in all workspaces. What was acknowledged before
   * this call is in it. Completes once the backup is complete and durable, which may take minutes.
   *
   * <p>Fails with BUSY while another is under way, which may be one of this client's that lost its
   * answer to a broken connection; STORAGE if the directory refuses, with path and cause in the
   * message: then nothing is left of it; UNSUPPORTED if the server keeps nothing on disk.
   */
  public CompletableFuture<Backup> createBackup() {
    return core.createBackup();
  }

  /** Watches a terminal, and types into it. Nothing is sent before there is a subscriber. */
  public Attachment attach(String workspace, String terminalId, AttachOptions options) {
    return core.attach(workspace, terminalId, options);
  }

  /**
   * Fetches history, at the lowest priority: {@link TerminalEvent.Output} marked as history, and
   * {@link TerminalEvent.Skipped} for what is gone. Each subscriber fetches anew; cancelling stops
   * it; what is not requested is not fetched.
   *
   * @param from the first offset
   * @param to the offset after the last; 0 = the end
   */
  public Flow.Publisher<TerminalEvent> fetchScrollback(
      String workspace, String terminalId, long from, long to) {
    return core.fetchScrollback(workspace, terminalId, from, to);
  }

  /**
   * Fetches history by lines: as {@link #fetchScrollback}, with {@link TerminalEvent.LineNumber}
   * first, also where there is no line, and again behind whatever is {@link TerminalEvent.Skipped}.
   * Lines are whole, as far as they are retained; those that are not retained any more are left
   * out, which the first number tells. So to page backwards is to ask for the lines before the
   * first number, again and again.
   *
   * <p>Fails with UNSUPPORTED at a server without the feature "scrollback-lines".
   */
  public Flow.Publisher<TerminalEvent> fetchLines(
      String workspace, String terminalId, LineRange lines) {
    return core.fetchLines(workspace, terminalId, lines);
  }

  /**
   * Fetches history with its times, for a recording: as {@link #fetchScrollback}, with {@link
   * TerminalEvent.Elapsed} before what came about at another time than what was told before, and
   * with {@link TerminalEvent.Resized} and {@link TerminalEvent.Exited} as the host told them. The
   * size before the first Resized is not told. A range that ends before the end of the output has
   * no Resized and no Exited at its own end. After a reconnect those that stand where it goes on
   * may come again.
   *
   * <p>Fails with UNSUPPORTED at a server that does not tell times.
   *
   * @param from the first offset
   * @param to the offset after the last; 0 = the end
   */
  public Flow.Publisher<TerminalEvent> fetchRecording(
      String workspace, String terminalId, long from, long to) {
    return core.fetchRecording(workspace, terminalId, from, to);
  }

  /**
   * Searches a terminal's output, on the server, at the lowest priority: lines that match, as they
   * were seen, and {@link SearchEvent.Skipped} for what is gone; {@link SearchEvent.Progress} while
   * nothing is found, and {@link SearchEvent.Done} at last. What is written after it began may not
   * be searched. Each subscriber searches anew; what is not requested is not looked for; cancelling
   * stops it. After a reconnect it goes on from where it stood.
   *
   * <p>Fails with INVALID_ARGUMENT, which says what is wrong with the pattern and where;
   * UNSUPPORTED at a server without the feature "search". While this token has as many searches
   * under way as the server allows, it waits.
   */
  public Flow.Publisher<SearchEvent> searchScrollback(
      String workspace, String terminalId, SearchOptions options) {
    return core.searchScrollback(workspace, terminalId, options);
  }

  /** Takes the host role: this client runs terminals. Refused while another instance is there. */
  public HostRegistration registerHost(String workspace, String hostId, HostListener listener) {
    return registerHost(workspace, hostId, listener, false);
  }

  /**
   * Takes the host role.
   *
   * @param takeOver true: end another instance that is connected now; its terminals are lost
   */
  public HostRegistration registerHost(
      String workspace, String hostId, HostListener listener, boolean takeOver) {
    return core.registerHost(workspace, hostId, listener, takeOver);
  }

  /**
   * Results of the mutations that {@link ClientOptions.Builder#resume} brought, in their order; as
   * those of {@link #mutate}. Empty if there were none.
   */
  public List<CompletableFuture<MutationResult>> resumedMutations() {
    return core.resumed();
  }

  /**
   * Closes as {@link #close} does, except that mutations without result are not lost: they fail
   * here with CANCELLED, and take effect once when another client resumes what this completes with.
   * For an orderly end alone: after a crash, a state that was saved before is worthless, for
   * requests since then have used its numbers. Fails if the client has ended already.
   */
  public CompletableFuture<SavedClient> closeAndSave() {
    return core.closeAndSave();
  }

  /**
   * Closes gracefully, and never blocks: ends all streams, and fails what is pending: with
   * OUTCOME_UNKNOWN what changes something and was sent before, for it may have run; with CANCELLED
   * all else, which did not.
   */
  @Override
  public void close() {
    core.close();
  }
}
