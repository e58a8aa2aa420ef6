package dev.muxwire.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a server is to run. Immutable; validated when built.
 *
 * @param listenHost the address to listen on
 * @param listenPort the port, 0 for any free one
 * @param dataDirectory where everything is kept; made with mode 0700
 * @param backupDirectory where backups are written; made with mode 0700 by the first
 * @param allowedHosts further names that a Host header may have, beside loopback's and {@code
 *     listenHost}
 * @param allowedOrigins further origins that a browser may come from, beside loopback's on this
 *     port
 * @param behindProxy something in front of the server speaks TLS
 * @param drainGraceMs from the word that the server stops to the end of the connections; 0 to
 *     600,000
 * @param limits every bound
 */
public record ServerConfig(
    String listenHost,
    int listenPort,
    Path dataDirectory,
    Path backupDirectory,
    Set<String> allowedHosts,
    Set<String> allowedOrigins,
    boolean behindProxy,
    int drainGraceMs,
    Limits limits) {

  public static final int DEFAULT_PORT = 7070;
  public static final int DEFAULT_DRAIN_GRACE_MS = 200;
  public static final String PATH = "/v1/sync";
  public static final String SUBPROTOCOL = "muxwire.v1";

  /** The backup directory in the data directory, unless another is named. */
  public static final String BACKUPS = "backups";

  private static final int MAX_DRAIN_GRACE_MS = 600_000;

  /** A name that only begins like an address may be anybody's. */
  private static final Pattern LOOPBACK_ADDRESS = Pattern.compile("127(\\.\\d{1,3}){3}");

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

  public ServerConfig {
    allowedHosts = Set.copyOf(allowedHosts);
    allowedOrigins = Set.copyOf(allowedOrigins);
    if (listenPort < 0 || listenPort > 65_535) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + listenPort);
    }
    if (drainGraceMs < 0 || drainGraceMs > MAX_DRAIN_GRACE_MS) {
      throw new IllegalArgumentException(
          "the time to drain is 0 to 600 s, not " + drainGraceMs + " ms");
    }
    if (!isLoopback(listenHost) && !behindProxy) {
      throw new IllegalArgumentException(
          "refusing to listen on "
              + listenHost
              + " without TLS: put a proxy that speaks TLS in front and say so (--behind-proxy), or"
              + " listen on 127.0.0.1");
    }
  }

  /** Is it an address of this machine alone? */
  public static boolean isLoopback(String host) {
    return LOOPBACK.contains(host) || LOOPBACK_ADDRESS.matcher(host).matches();
  }

  /** Begins with the defaults: 127.0.0.1:7070. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects the options of a {@link ServerConfig}. */
  public static final class Builder {
    private Path dataDirectory = Path.of("muxwire-data");
    private @Nullable Path backupDirectory;
    private String listenHost = "127.0.0.1";
    private int listenPort = DEFAULT_PORT;
    private final Set<String> allowedHosts = new TreeSet<>();
    private final List<String> allowedOrigins = new ArrayList<>();
    private boolean behindProxy;
    private int drainGraceMs = DEFAULT_DRAIN_GRACE_MS;
    private Limits limits = Limits.DEFAULT;

    private Builder() {}

    public Builder listenHost(String host) {
      listenHost = host;
      return this;
    }

    public Builder listenPort(int port) {
      listenPort = port;
      return this;
    }

    public Builder dataDirectory(Path directory) {
      dataDirectory = directory;
      return this;
    }

    /** By default {@code backups} in the data directory. */
    public Builder backupDirectory(Path directory) {
      backupDirectory = directory;
      return this;
    }

    public Builder allowHost(String host) {
      allowedHosts.add(host);
      return this;
    }

    public Builder allowOrigin(String origin) {
      allowedOrigins.add(origin);
      return this;
    }

    public Builder behindProxy(boolean yes) {
      behindProxy = yes;
      return this;
    }

    public Builder drainGraceMs(int milliseconds) {
      drainGraceMs = milliseconds;
      return this;
    }

    public Builder limits(Limits newLimits) {
      limits = newLimits;
      return this;
    }

    /**
     * Validates.
     *
     * @throws IllegalArgumentException says what is wrong and what to do
     */
    public ServerConfig build() {
      return new ServerConfig(
          listenHost,
          listenPort,
          dataDirectory,
          backupDirectory == null ? dataDirectory.resolve(BACKUPS) : backupDirectory,
          allowedHosts,
          Set.copyOf(allowedOrigins),
          behindProxy,
          drainGraceMs,
          limits);
    }
  }
}
