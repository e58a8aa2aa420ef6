package dev.muxwire.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What to run in a new terminal, and where. */
public final class TerminalSpec {
  private final String terminalId;
  private final String hostId;
  private final List<String> command;
  private final String cwd;
  private final Map<String, String> environment;
  private final TerminalSize size;
  private final String title;
  private final long retentionBytes;
  private final SizePolicy sizePolicy;
  private final boolean waitForReaders;

  private TerminalSpec(Builder builder) {
    this.terminalId = builder.terminalId;
    this.hostId = builder.hostId;
    this.command = builder.command;
    this.cwd = builder.cwd;
    this.environment = Map.copyOf(builder.environment);
    this.size = builder.size;
    this.title = builder.title;
    this.retentionBytes = builder.retentionBytes;
    this.sizePolicy = builder.sizePolicy;
    this.waitForReaders = builder.waitForReaders;
  }

  /** The login shell of whichever host is connected. */
  public static TerminalSpec shell() {
    return builder().build();
  }

  /** Begins with a login shell. */
  public static Builder builder() {
    return new Builder();
  }

  /** The id of the new terminal; empty = the SDK makes a random one. */
  public String terminalId() {
    return terminalId;
  }

  /** The host to run it; empty = the server chooses a connected one. */
  public String hostId() {
    return hostId;
  }

  /** Program and arguments; empty = the host's login shell. */
  public List<String> command() {
    return command;
  }

  /** The working directory; empty = the host's own. */
  public String cwd() {
    return cwd;
  }

  /** Added to the host's environment. */
  public Map<String, String> environment() {
    return environment;
  }

  /** The first size. */
  public TerminalSize size() {
    return size;
  }

  /** The title; empty = the program's name. */
  public String title() {
    return title;
  }

  /** Bytes of output kept; 0 = the server's default. */
  public long retentionBytes() {
    return retentionBytes;
  }

  /** Whose size it has; with FIXED, the first size is the one. */
  public SizePolicy sizePolicy() {
    return sizePolicy;
  }

  /** True: its program waits for the slowest viewer that is required. */
  public boolean waitForReaders() {
    return waitForReaders;
  }

  /** Collects a specification. */
  public static final class Builder {
    private String terminalId = "";
    private String hostId = "";
    private List<String> command = List.of();
    private String cwd = "";
    private final Map<String, String> environment = new LinkedHashMap<>();
    private TerminalSize size = TerminalSize.DEFAULT;
    private String title = "";
    private long retentionBytes;
    private SizePolicy sizePolicy = SizePolicy.LAST_TYPIST;
    private boolean waitForReaders;

    private Builder() {}

    /** The id of the new terminal: 1 to 64 bytes, never used before in its workspace. */
    public Builder terminalId(String value) {
      this.terminalId = value;
      return this;
    }

    /** The host to run it. */
    public Builder hostId(String value) {
      this.hostId = value;
      return this;
    }

    /** Program and arguments. */
    public Builder command(List<String> value) {
      this.command = List.copyOf(value);
      return this;
    }

    /** The working directory. */
    public Builder cwd(String value) {
      this.cwd = value;
      return this;
    }

    /** Adds one variable to the host's environment. */
    public Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** The first size. */
    public Builder size(TerminalSize value) {
      this.size = value;
      return this;
    }

    /** The title. */
    public Builder title(String value) {
      this.title = value;
      return this;
    }

    /** Bytes of output to keep; 0 = the server's default. */
    public Builder retentionBytes(long value) {
      if (value < 0) {
        throw new IllegalArgumentException("retentionBytes is negative: " + value);
      }
      this.retentionBytes = value;
      return this;
    }

    /** Whose size it has; with FIXED, the first size is the one. */
    public Builder sizePolicy(SizePolicy value) {
      this.sizePolicy = value;
      return this;
    }

    /**
     * True: its program waits for the slowest viewer that is {@linkplain
     * AttachOptions.Builder#required required}. Else it never waits for anybody.
     */
    public Builder waitForReaders(boolean value) {
      this.waitForReaders = value;
      return this;
    }

    /** The specification. */
    public TerminalSpec build() {
      return new TerminalSpec(this);
    }
  }
}
