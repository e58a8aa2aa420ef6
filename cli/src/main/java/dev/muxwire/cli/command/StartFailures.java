package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.cli.options.ListenAddress;
import java.net.SocketException;
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
    SocketException socket = caused(failure, SocketException.class);
    if (socket != null) {
      return "cannot listen on " + address + ": " + reason(socket);
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

  private static String reason(SocketException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("in use")) {
      return "the address is in use. --listen names another; port 0 takes a free one.";
    }
    if (message.contains("ermission denied")) {
      return "you may not listen on this port. --listen names another; those from 1024 on are free to all.";
    }
    if (message.contains("assign")) {
      return "it is no address of this machine. --listen names another.";
    }
    return message + ". --listen names another.";
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
