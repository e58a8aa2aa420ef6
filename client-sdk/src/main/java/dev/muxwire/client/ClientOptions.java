package dev.muxwire.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How a client connects, and its bounds. */
public final class ClientOptions {
  private final URI uri;
  private final Supplier<String> token;
  private final String clientName;
  private final String transport;
  private final @Nullable ClientIdentity identity;
  private final List<SavedClient.Waiting> waiting;
  private final @Nullable Executor callbackExecutor;
  private final Limits limits;
  private final Backoff backoff;

  private ClientOptions(ClientOptions options, Executor callbackExecutor) {
    this.uri = options.uri;
    this.token = options.token;
    this.clientName = options.clientName;
    this.transport = options.transport;
    this.identity = options.identity;
    this.waiting = options.waiting;
    this.callbackExecutor = callbackExecutor;
    this.limits = options.limits;
    this.backoff = options.backoff;
  }

  private ClientOptions(Builder builder) {
    this.uri = builder.uri;
    this.token = builder.token;
    this.clientName = builder.clientName;
    this.transport = builder.transport;
    this.identity = builder.identity;
    this.waiting = builder.waiting;
    this.callbackExecutor = builder.callbackExecutor;
    this.limits = builder.limits;
    this.backoff = builder.backoff;
  }

  /**
   * Begins with an address such as {@code ws://127.0.0.1:7070/v1/sync}. A fragment is taken as the
   * token, and never sent as part of the address.
   *
   * @throws IllegalArgumentException if it does not begin with ws or wss
   */
  public static Builder builder(URI uri) {
    return new Builder(uri);
  }

  /** The server, without fragment. */
  public URI uri() {
    return uri;
  }

  /** Asked for the bearer token before each attempt, on the client's own thread: must not block. */
  public Supplier<String> token() {
    return token;
  }

  /** The program, for people; at most 128 bytes. */
  public String clientName() {
    return clientName;
  }

  /** "jdk", "jetty" (needs its artifact), or any other transport's name. */
  public String transport() {
    return transport;
  }

  /** The identity to resume as; null = a new one. */
  public @Nullable ClientIdentity identity() {
    return identity;
  }

  /** Mutations of an earlier process, to be finished first. */
  public List<SavedClient.Waiting> waiting() {
    return waiting;
  }

  /** Where callbacks run; null = a daemon thread of the client. */
  public @Nullable Executor callbackExecutor() {
    return callbackExecutor;
  }

  /** The same options with callbacks elsewhere. */
  public ClientOptions withCallbackExecutor(Executor executor) {
    return new ClientOptions(this, executor);
  }

  /** The bounds. */
  public Limits limits() {
    return limits;
  }

  /** The waits between attempts. */
  public Backoff backoff() {
    return backoff;
  }

  /**
   * The bounds of a client.
   *
   * @param maxPacketBytes the largest packet to receive; 4 KiB to 1 MiB
   * @param maxMessageBytes the largest reassembled message
   * @param windowBytes what one stream may have on the way to the application at first
   * @param maxWindowBytes what it may have on a fast link with a long way, where the window grows
   * @param maxRequests requests without result, offline or not; more fail with LIMIT_EXCEEDED. How
   *     many of them are with the server at once is the server's limit, and fails nothing
   * @param requestBufferBytes the encoded size of those requests together; more fail with
   *     LIMIT_EXCEEDED
   * @param inputBufferBytes input of one attachment without acknowledgement
   * @param publishBufferBytes output of one published terminal that is not durable
   */
  public record Limits(
      int maxPacketBytes,
      int maxMessageBytes,
      int windowBytes,
      int maxWindowBytes,
      int maxRequests,
      int requestBufferBytes,
      int inputBufferBytes,
      int publishBufferBytes) {
    /**
     * 64 KiB packets, 16 MiB messages, 256 KiB windows that grow to 8 MiB; 10,000 requests of 64
     * MiB together, so that a day offline fits; 32 MiB of input and 16 MiB of output.
     */
    public static final Limits DEFAULT =
        new Limits(64 << 10, 16 << 20, 256 << 10, 8 << 20, 10_000, 64 << 20, 32 << 20, 16 << 20);

    /** Checks the ranges. */
    public Limits {
      if (maxPacketBytes < 4 << 10 || maxPacketBytes > 1 << 20) {
        throw new IllegalArgumentException("maxPacketBytes is 4 KiB to 1 MiB: " + maxPacketBytes);
      }
      if (windowBytes < 4 * maxPacketBytes) {
        throw new IllegalArgumentException("windowBytes is at least 4 packets: " + windowBytes);
      }
      if (maxWindowBytes < windowBytes) {
        throw new IllegalArgumentException(
            "maxWindowBytes is at least windowBytes: " + maxWindowBytes);
      }
      if (maxMessageBytes < maxPacketBytes
          || maxRequests < 1
          || requestBufferBytes < 64 << 10
          || inputBufferBytes < 16 << 10
          || publishBufferBytes < 64 << 10) {
        throw new IllegalArgumentException("a limit is too small");
      }
    }
  }

  /**
   * The waits between attempts: full jitter, a random part of a wait that doubles.
   *
   * @param first the first wait at most
   * @param max the longest wait
   */
  public record Backoff(Duration first, Duration max) {
    /**
     * 100 ms to 5 s: a restarted server is back within a few seconds, and nobody should wait much
     * longer than the restart took; jitter spreads a herd over the whole wait, and the server
     * admits herds.
     */
    public static final Backoff DEFAULT =
        new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

    /** Checks the order. */
    public Backoff {
      if (first.isNegative() || first.isZero() || max.compareTo(first) < 0) {
        throw new IllegalArgumentException("a back-off is 0 < first <= max");
      }
    }
  }

  /** Collects options. */
  public static final class Builder {
    private final URI uri;
    private Supplier<String> token;
    private String clientName = "muxwire-java";
    private String transport = "jdk";
    private @Nullable ClientIdentity identity;
    private List<SavedClient.Waiting> waiting = List.of();
    private @Nullable Executor callbackExecutor;
    private Limits limits = Limits.DEFAULT;
    private Backoff backoff = Backoff.DEFAULT;

    private Builder(URI given) {
      if (!"ws".equals(given.getScheme()) && !"wss".equals(given.getScheme())) {
        throw new IllegalArgumentException(
            "an address begins with ws:// or wss://, not " + given.getScheme());
      }
      String fragment = given.getFragment() == null ? "" : given.getFragment();
      String text = given.toString();
      int hash = text.indexOf('#');
      this.uri = hash < 0 ? given : URI.create(text.substring(0, hash));
      this.token = () -> fragment;
    }

    /** A token that never changes. */
    public Builder token(String value) {
      this.token = () -> value;
      return this;
    }

    /** Asked before each attempt; must not block. */
    public Builder token(Supplier<String> value) {
      this.token = value;
      return this;
    }

    /** The program, for people: "my-editor/1.2"; at most 128 bytes. */
    public Builder clientName(String value) {
      this.clientName = value;
      return this;
    }

    /** The transport's name. */
    public Builder transport(String value) {
      this.transport = value;
      return this;
    }

    /** The identity to resume as. */
    public Builder identity(ClientIdentity value) {
      this.identity = value;
      return this;
    }

    /**
     * Goes on as a client of an earlier process: as the same identity, with its mutations that had
     * no result; see {@link MuxwireClient#resumedMutations}.
     */
    public Builder resume(SavedClient saved) {
      this.identity = saved.identity();
      this.waiting = saved.waiting();
      return this;
    }

    /** Where callbacks run. Need not be serial: the SDK keeps each stream's order itself. */
    public Builder callbackExecutor(Executor value) {
      this.callbackExecutor = value;
      return this;
    }

    /** The bounds. */
    public Builder limits(Limits value) {
      this.limits = value;
      return this;
    }

    /** The waits between attempts. */
    public Builder backoff(Backoff value) {
      this.backoff = value;
      return this;
    }

    /** The options. */
    public ClientOptions build() {
      return new ClientOptions(this);
    }
  }
}
