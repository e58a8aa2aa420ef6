package dev.muxwire.server.doctor;

/**
 * One thing that was looked at.
 *
 * @param level how it is
 * @param subject what: "token", "store", "workspace main"
 * @param message what was found, in a sentence
 * @param advice what to do next; empty if nothing is
 */
public record Finding(Level level, String subject, String message, String advice) {
  /** How a thing is. */
  public enum Level {
    OK,
    /** It works, and somebody should look at it. */
    WARN,
    /** Something does not work, or is lost. */
    BAD
  }

  public static Finding ok(String subject, String message) {
    return new Finding(Level.OK, subject, message, "");
  }

  public static Finding warn(String subject, String message, String advice) {
    return new Finding(Level.WARN, subject, message, advice);
  }

  public static Finding bad(String subject, String message, String advice) {
    return new Finding(Level.BAD, subject, message, advice);
  }
}
