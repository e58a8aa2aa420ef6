package dev.muxwire.host;

import dev.muxwire.client.ClientOptions;
import dev.muxwire.host.pty.PtyLimits;

/**
 * How a host connects, and what it offers.
 *
 * @param client the server and the token; the token needs the grant "host"
 * @param workspace whose terminals it runs
 * @param hostId the operator's name of the host, 1 to 64 bytes, stable across restarts
 * @param shell the path or name of the shell for terminals without a command; empty = the user's
 *     login shell
 * @param directory the working directory of terminals that name none; empty = this process's own
 * @param takeOver true: end another instance of this host that is connected now; its terminals are
 *     lost
 * @param limits the bounds
 */
public record TerminalHostOptions(
    ClientOptions client,
    String workspace,
    String hostId,
    String shell,
    String directory,
    boolean takeOver,
    Limits limits) {

  /**
   * The bounds of a host.
   *
   * @param maxTerminals terminals that run, or whose exit the server has yet to store; one more is
   *     refused with LIMIT_EXCEEDED. Each may hold {@link
   *     ClientOptions.Limits#publishBufferBytes()} of output
   * @param rememberedOpens outcomes kept so that no terminal starts twice; beyond, the oldest is
   *     forgotten
   * @param stopMillis how long {@link TerminalHost#close()} waits for programs to end and for the
   *     server to hear of it, in milliseconds
   * @param pty the bounds of each terminal
   */
  public record Limits(int maxTerminals, int rememberedOpens, long stopMillis, PtyLimits pty) {
    /** 256 terminals, 10,000 outcomes, 8 s. */
    public static final Limits DEFAULT = new Limits(256, 10_000, 8_000, PtyLimits.DEFAULT);

    /**
     * @throws IllegalArgumentException if a bound is not positive, or fewer outcomes are kept than
     *     terminals may run
     */
    public Limits {
      if (maxTerminals < 1 || stopMillis < 1 || rememberedOpens < maxTerminals) {
        throw new IllegalArgumentException("a limit is too small");
      }
    }
  }

  /** Begins with defaults for all but the necessary. */
  public static Builder builder(ClientOptions client, String workspace, String hostId) {
    return new Builder(client, workspace, hostId);
  }

  /** Collects options. */
  public static final class Builder {
    private final ClientOptions client;
    private final String workspace;
    private final String hostId;
    private String shell = "";
    private String directory = "";
    private boolean takeOver;
    private Limits limits = Limits.DEFAULT;

    private Builder(ClientOptions client, String workspace, String hostId) {
      this.client = client;
      this.workspace = workspace;
      this.hostId = hostId;
    }

    /** The shell for terminals without a command. */
    public Builder shell(String value) {
      this.shell = value;
      return this;
    }

    /** The working directory of terminals that name none. */
    public Builder directory(String value) {
      this.directory = value;
      return this;
    }

    /** Whether to end another instance that is connected. */
    public Builder takeOver(boolean value) {
      this.takeOver = value;
      return this;
    }

    /** The bounds. */
    public Builder limits(Limits value) {
      this.limits = value;
      return this;
    }

    /** The options. */
    public TerminalHostOptions build() {
      return new TerminalHostOptions(client, workspace, hostId, shell, directory, takeOver, limits);
    }
  }
}
