package dev.muxwire.client;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How a terminal is to be sized and kept from now on; what is not set stays as it is. */
public final class TerminalChange {
  private final @Nullable SizePolicy sizePolicy;
  private final @Nullable TerminalSize size;
  private final @Nullable Long retentionBytes;
  private final @Nullable Boolean waitForReaders;

  private TerminalChange(Builder builder) {
    this.sizePolicy = builder.sizePolicy;
    this.size = builder.size;
    this.retentionBytes = builder.retentionBytes;
    this.waitForReaders = builder.waitForReaders;
  }

  /** Begins with no change. */
  public static Builder builder() {
    return new Builder();
  }

  /** Whose size it is to have. */
  public Optional<SizePolicy> sizePolicy() {
    return Optional.ofNullable(sizePolicy);
  }

  /** Its size, for {@link SizePolicy#FIXED}. */
  public Optional<TerminalSize> size() {
    return Optional.ofNullable(size);
  }

  /** Bytes of output kept; 0 = the server's default. */
  public OptionalLong retentionBytes() {
    return retentionBytes == null ? OptionalLong.empty() : OptionalLong.of(retentionBytes);
  }

  /** Whether its program waits for viewers that are required. */
  public Optional<Boolean> waitForReaders() {
    return Optional.ofNullable(waitForReaders);
  }

  /** Collects a change. */
  public static final class Builder {
    private @Nullable SizePolicy sizePolicy;
    private @Nullable TerminalSize size;
    private @Nullable Long retentionBytes;
    private @Nullable Boolean waitForReaders;

    private Builder() {}

    /** Whose size it is to have; with FIXED and no size, it keeps the one that it has. */
    public Builder sizePolicy(SizePolicy value) {
      if (value == SizePolicy.UNKNOWN) {
        throw new IllegalArgumentException("UNKNOWN is no policy to choose");
      }
      this.sizePolicy = value;
      return this;
    }

    /** Its size; for FIXED alone. */
    public Builder size(TerminalSize value) {
      this.size = value;
      return this;
    }

    /**
     * Bytes of output to keep; 0 = the server's default. More takes effect from now on; less gives
     * up the excess at once.
     */
    public Builder retentionBytes(long value) {
      if (value < 0) {
        throw new IllegalArgumentException("retentionBytes is negative: " + value);
      }
      this.retentionBytes = value;
      return this;
    }

    /** Whether its program waits for the slowest viewer that is required. */
    public Builder waitForReaders(boolean value) {
      this.waitForReaders = value;
      return this;
    }

    /** The change. */
    public TerminalChange build() {
      return new TerminalChange(this);
    }
  }
}
