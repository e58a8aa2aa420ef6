package dev.muxwire.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Sets logging up without a file to parse: lines go to stderr, for stdout belongs to results. Found
 * by Logback as a service.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
  /** Name of the system property with the level; set before the first logger is asked for. */
  private static final String LEVEL_PROPERTY = "muxwire.log.level";

  /** The same for the format. */
  private static final String FORMAT_PROPERTY = "muxwire.log.format";

  /** Decides the level; has no effect once anything was logged. */
  public static void setLevel(LogLevel level) {
    System.setProperty(LEVEL_PROPERTY, level.name());
  }

  /** Decides the format; has no effect once anything was logged. */
  public static void setFormat(LogFormat format) {
    System.setProperty(FORMAT_PROPERTY, format.name());
  }

  /** The format that this process logs in. */
  public static LogFormat format() {
    return LogFormat.valueOf(System.getProperty(FORMAT_PROPERTY, LogFormat.TEXT.name()));
  }

  @Override
  public ExecutionStatus configure(LoggerContext loggerContext) {
    Encoder<ILoggingEvent> encoder = format() == LogFormat.JSON ? json() : text(loggerContext);
    encoder.setContext(loggerContext);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(loggerContext);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    Logger root = loggerContext.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    Level level = Level.toLevel(System.getProperty(LEVEL_PROPERTY), Level.WARN);
    root.setLevel(level);
    // Only what we wrote ourselves is worth more than warnings.
    loggerContext.getLogger("org.eclipse.jetty").setLevel(higher(level));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static Encoder<ILoggingEvent> json() {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setWithContext(false);
    encoder.setWithMDC(false);
    encoder.setWithArguments(false);
    encoder.setWithMessage(false);
    encoder.setWithFormattedMessage(true);
    return encoder;
  }

  private static Encoder<ILoggingEvent> text(LoggerContext loggerContext) {
    PatternLayout layout = new PatternLayout();
    layout.setContext(loggerContext);
    layout.getInstanceConverterMap().put("event", KeyValues::new);
    layout.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} - %event%n");
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setLayout(layout);
    return encoder;
  }

  private static Level higher(Level level) {
    return level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN;
  }
}
