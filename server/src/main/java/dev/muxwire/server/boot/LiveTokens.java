package dev.muxwire.server.boot;

import dev.muxwire.proto.v1.Grant;
import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.server.auth.Authenticator;
import dev.muxwire.server.auth.Principal;
import dev.muxwire.server.auth.Token;
import dev.muxwire.server.auth.TokenHashes;
import dev.muxwire.server.ops.ServerEvents;
import dev.muxwire.server.tokens.TokenFile;
import dev.muxwire.server.tokens.TokenLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The tokens in force: the owner's, and those of the file {@code tokens}, which is read at the
 * start and again when it changes. A set is immutable; a change puts another in its place.
 *
 * <p>At the start a damaged file is a failure. Later it is an event, and the set before stays in
 * force: a slip of the hand must neither lock everybody out nor let anybody in.
 */
final class LiveTokens implements Authenticator {
  /** A change counts once two looks in a row saw the same: an editor may be in the middle of it. */
  private static final long LOOK_MS = 250;

  private static final List<Grant> EVERYTHING =
      List.of(
          TokenLine.grant(GrantKind.GRANT_KIND_OPEN, "*"),
          TokenLine.grant(GrantKind.GRANT_KIND_HOST, "*"));

  private final Token owner;
  private final TokenFile file;
  private final ServerEvents events;
  private volatile TokenHashes current;

  // Of the thread that looks.
  private FileStamp read;
  private FileStamp seen;
  private @Nullable String refusal;

  /**
   * Reads the file.
   *
   * @param ownerToken the token that may do everything
   * @throws IOException names the file and what is wrong
   */
  LiveTokens(String ownerToken, TokenFile file, ServerEvents events) throws IOException {
    this.owner =
        Token.lasting(TokenHashes.hash(ownerToken), new Principal(TokenLine.OWNER, EVERYTHING));
    this.file = file;
    this.events = events;
    this.read = FileStamp.of(file.path());
    this.seen = read;
    this.current = load();
  }

  @Override
  public @Nullable Token find(String hash) {
    return current.find(hash);
  }

  /**
   * Begins to look for changes.
   *
   * @param changed told after each change, on the executor's thread
   */
  void watch(ScheduledExecutorService executor, Runnable changed) {
    executor.scheduleWithFixedDelay(
        () -> {
          if (look()) {
            changed.run();
          }
        },
        LOOK_MS,
        LOOK_MS,
        TimeUnit.MILLISECONDS);
  }

  /** Reads the file again if it changed and stands still. Returns whether others are in force. */
  boolean look() {
    try {
      FileStamp now = FileStamp.of(file.path());
      boolean settled = now.equals(seen);
      seen = now;
      if (now.equals(read)) {
        refusal = null;
      }
      if (!settled || now.equals(read)) {
        return false;
      }
      current = load(); // what fails is tried again: it may not be the file that is at fault
      read = now;
      refusal = null;
      events.tokensReloaded(current.size());
      return true;
    } catch (IOException | RuntimeException e) { // a periodic task that throws runs no more
      String reason = String.valueOf(e.getMessage());
      if (!reason.equals(refusal)) {
        refusal = reason;
        events.tokensRefused(reason);
      }
      return false;
    }
  }

  private TokenHashes load() throws IOException {
    List<Token> all = new ArrayList<>(file.read().tokens());
    if (all.stream().anyMatch(token -> token.hash().equals(owner.hash()))) {
      throw new IOException(file.path() + " names the owner's token, which has a file of its own");
    }
    all.add(owner);
    return new TokenHashes(all);
  }
}
