package dev.muxwire.cli.options;

import dev.muxwire.cli.logging.LogFormat;
import picocli.CommandLine.Option;

/** {@code --log-format}; read when logging is set up, before the command runs. */
public final class LogFormatOption {
  /** As it is named on the command line. */
  public static final String NAME = "--log-format";

  /** Decides where the option does not; programs started in the background inherit it. */
  public static final String VARIABLE = "MUXWIRE_LOG_FORMAT";

  @Option(
      names = NAME,
      paramLabel = "FORMAT",
      defaultValue = "${env:" + VARIABLE + ":-text}",
      description = "How to log: text or json. Default: $" + VARIABLE + ", else text.")
  private LogFormat format = LogFormat.TEXT;

  public LogFormat format() {
    return format;
  }
}
