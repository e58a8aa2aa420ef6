package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.server.backup.BackupException;
import dev.muxwire.server.log.LogStoreException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Work on a backup directory, its failures as sentences. */
final class BackupFailures {
  private BackupFailures() {}

  interface Work<T> {
    T run() throws IOException;
  }

  /**
   * @param what completes "cannot …"
   */
  static <T> T told(String what, Work<T> work) {
    try {
      return work.run();
    } catch (BackupException e) {
      boolean missing = e.reason() == BackupException.Reason.NOT_FOUND;
      throw failure(missing ? ExitCode.NOT_FOUND : ExitCode.FAILURE, what, e.getMessage(), e);
    } catch (LogStoreException e) {
      throw failure(ExitCode.FAILURE, what, e.getMessage(), e);
    } catch (IOException e) {
      throw failure(ExitCode.FAILURE, what, e.toString(), e);
    }
  }

  private static CommandFailure failure(
      int exitCode, String what, @Nullable String why, Exception cause) {
    String reason = String.valueOf(why);
    String end = reason.endsWith(".") ? "" : ".";
    return new CommandFailure(exitCode, "cannot " + what + ": " + reason + end, cause);
  }
}
