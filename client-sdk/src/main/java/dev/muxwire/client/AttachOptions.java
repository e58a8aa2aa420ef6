package dev.muxwire.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where in a terminal's output to begin, and how to watch it. */
public final class AttachOptions {
  /** What happens when this viewer cannot keep up. */
  public enum Mode {
    /** Every byte, within retention, however late. */
    LOSSLESS,
    /** Beyond the lag allowed: {@link TerminalEvent.Skipped}, then on from a later place. */
    LIVE
  }

  /** Where to begin. */
  public sealed interface From {}

  /** Continue at a cursor: nothing repeated, nothing left out. */
  public record FromCursor(TerminalCursor cursor) implements From {}

  /** The last bytes, from a safe restart point within them. */
  public record FromTail(long bytes) implements From {
    /** Checks the range. */
    public FromTail {
      if (bytes < 0) {
        throw new IllegalArgumentException("a tail has 0 bytes or more, not " + bytes);
      }
    }
  }

  /** The screen as it is now. */
  public record FromScreen() implements From {}

  /** The oldest retained byte. */
  public record FromStart() implements From {}

  private final From from;
  private final Mode mode;
  private final long maxLagBytes;
  private final boolean readOnly;
  private final boolean required;
  private final @Nullable TerminalSize size;

  private AttachOptions(Builder builder) {
    this.from = builder.from;
    this.mode = builder.mode;
    this.maxLagBytes = builder.maxLagBytes;
    this.readOnly = builder.readOnly;
    this.required = builder.required;
    this.size = builder.size;
  }

  /** Begins with: from the screen, lossless, interactive, without a size. */
  public static Builder builder() {
    return new Builder();
  }

  /** Where to begin. After a reconnect an attachment always continues where it was. */
  public From from() {
    return from;
  }

  /** What happens when this viewer cannot keep up. */
  public Mode mode() {
    return mode;
  }

  /** For LIVE: the lag that makes the server skip, in bytes; 0 = the server's default, 4 MiB. */
  public long maxLagBytes() {
    return maxLagBytes;
  }

  /** True: never types, resizes or signals. */
  public boolean readOnly() {
    return readOnly;
  }

  /** True: a program that waits for its readers waits for this one. */
  public boolean required() {
    return required;
  }

  /** The viewer's size; empty: it never sizes the terminal. */
  public Optional<TerminalSize> size() {
    return Optional.ofNullable(size);
  }

  /** Collects options. */
  public static final class Builder {
    private From from = new FromScreen();
    private Mode mode = Mode.LOSSLESS;
    private long maxLagBytes;
    private boolean readOnly;
    private boolean required;
    private @Nullable TerminalSize size;

    private Builder() {}

    /** Where to begin. */
    public Builder from(From value) {
      this.from = value;
      return this;
    }

    /** Continue at a cursor. */
    public Builder fromCursor(TerminalCursor cursor) {
      return from(new FromCursor(cursor));
    }

    /** The last bytes. */
    public Builder fromTail(long bytes) {
      return from(new FromTail(bytes));
    }

    /** The screen as it is now. */
    public Builder fromScreen() {
      return from(new FromScreen());
    }

    /** The oldest retained byte. */
    public Builder fromStart() {
      return from(new FromStart());
    }

    /** Every byte, however late. */
    public Builder lossless() {
      this.mode = Mode.LOSSLESS;
      return this;
    }

    /** Skip when too far behind. */
    public Builder live(long lagBytes) {
      this.mode = Mode.LIVE;
      this.maxLagBytes = lagBytes;
      return this;
    }

    /** Never type, resize or signal. */
    public Builder readOnly(boolean value) {
      this.readOnly = value;
      return this;
    }

    /**
     * Let the program wait for this viewer, as long as it is connected, where the terminal
     * {@linkplain TerminalSpec.Builder#waitForReaders waits for readers}. Needs the grant to write,
     * and the lossless mode: with the other one the attachment fails with INVALID_ARGUMENT.
     */
    public Builder required(boolean value) {
      this.required = value;
      return this;
    }

    /** The viewer's size. */
    public Builder size(TerminalSize value) {
      this.size = value;
      return this;
    }

    /** The options. */
    public AttachOptions build() {
      return new AttachOptions(this);
    }
  }
}
