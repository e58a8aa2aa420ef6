package dev.muxwire.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Sets logging up without a file to parse: lines go to stderr, for stdout belongs to results. Found
 * by Logback as a service.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
  /** Name of the system property with the level; set before the first logger is asked for. */
  private static final String LEVEL_PROPERTY = "muxwire.log.level";

  /** Decides the level; has no effect once anything was logged. */
  public static void setLevel(LogLevel level) {
    System.setProperty(LEVEL_PROPERTY, level.name());
  }

  @Override
  public ExecutionStatus configure(LoggerContext loggerContext) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(loggerContext);
    encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} - %msg%n");
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

  private static Level higher(Level level) {
    return level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN;
  }
}
