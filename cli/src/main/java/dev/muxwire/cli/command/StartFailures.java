package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.cli.options.ListenAddress;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import org.jspecify.annotations.Nullable;

/** Why a server could not start, in words. */
final class StartFailures {
  private StartFailures() {}

  static CommandFailure of(Exception failure, ListenAddress address, DataDirectory directory) {
    if (failure instanceof CommandFailure known) {
      return known;
    }
    String message = sentence(failure, address, directory);
    return new CommandFailure(ExitCode.FAILURE, message, failure);
  }

  private static String sentence(
      Exception failure, ListenAddress address, DataDirectory directory) {
    if (caused(failure, BindException.class) != null) {
      return "cannot listen on %s: the address is in use, or not one of this machine. --listen names another."
          .formatted(address);
    }
    if (caused(failure, UnknownHostException.class) != null) {
      return "cannot listen on " + address + ": there is no such host.";
    }
    AccessDeniedException denied = caused(failure, AccessDeniedException.class);
    if (denied != null) {
      return "cannot use the data directory %s: no permission for %s. --data-dir names another."
          .formatted(directory.path(), denied.getFile());
    }
    return "the server cannot start: " + describe(failure);
  }

  private static String describe(Exception failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.toString() : message;
  }

  private static <T extends Throwable> @Nullable T caused(Throwable failure, Class<T> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }
}
