package dev.muxwire.cli.client;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.local.Program;
import dev.muxwire.cli.options.ServerAccess;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;

/** Turns what the SDK reports into an exit code and a sentence for the user. */
public final class Failures {
  private Failures() {}

  /** A request or stream that failed; {@code what} completes "cannot …". */
  public static CommandFailure of(String what, MuxwireException failure, ServerAccess access) {
    return new CommandFailure(
        exitCode(failure.code()),
        "cannot " + what + ": " + reason(failure) + hint(failure.code(), access),
        failure);
  }

  /** No connection, and none to be expected. */
  public static CommandFailure notConnected(ServerAccess access, String reason) {
    String hint =
        isAnswer(reason)
            ? "--url names another."
            : "Is the server running? `%s up` starts one; --url names another."
                .formatted(Program.name());
    return new CommandFailure(
        ExitCode.CANNOT_CONNECT,
        "cannot connect to %s: %s. %s".formatted(access.url(), plain(reason), hint));
  }

  /** Something answered there, and was no Muxwire server. */
  private static boolean isAnswer(String reason) {
    return reason.contains("refused with HTTP 4") || reason.contains("plaintext connection");
  }

  /** The upgrade was forbidden: not the token, the name in the address is what was judged. */
  static CommandFailure nameRefused(ServerAccess access, MuxwireException failure) {
    String name = access.url().getHost();
    return new CommandFailure(
        ExitCode.REFUSED,
        "cannot connect to %s: the server does not go by the name %s. Use one that it knows, or start it with --allow-host %s."
            .formatted(access.url(), name, name),
        failure);
  }

  /** What people call the exceptions of a transport. */
  private static String plain(String reason) {
    if (reason.contains("UnresolvedAddress") || reason.contains("UnknownHost")) {
      return "there is no such host";
    }
    if (reason.contains("refused with HTTP 4")) {
      return "what listens there is no Muxwire server, or its path is another than /v1/sync";
    }
    if (reason.contains("plaintext connection")) {
      return "what listens there does not speak TLS; it may be ws:// instead of wss://";
    }
    return reason.contains("ConnectException") ? "nothing listens there" : reason;
  }

  static int exitCode(ErrorCode code) {
    return switch (code) {
      case NOT_FOUND -> ExitCode.NOT_FOUND;
      case INTERNAL, STORAGE, TIMED_OUT, OUTCOME_UNKNOWN, SPAWN_FAILED -> ExitCode.FAILURE;
      case DRAINING, CANCELLED -> ExitCode.CANNOT_CONNECT;
      default -> ExitCode.REFUSED;
    };
  }

  /** The message without the code in front, which is for programs. */
  static String reason(MuxwireException failure) {
    String message = String.valueOf(failure.getMessage());
    String prefix = failure.code() + ": ";
    String reason = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    if (reason.isBlank()) {
      return failure.code().toString();
    }
    return reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
  }

  private static String hint(ErrorCode code, ServerAccess access) {
    return switch (code) {
      case UNAUTHENTICATED ->
          ". The token came from " + access.tokenFile() + "; name the server's with --token-file.";
      case FORBIDDEN -> ". The token in " + access.tokenFile() + " does not allow it.";
      case VERSION -> ". Server and client are of versions too far apart: update the older one.";
      case UNREACHABLE -> ". Its terminal host is not connected; `muxwire up` starts it.";
      case STALE_BASE, PRECONDITION_FAILED ->
          ". Somebody changed it in the meantime: run the command again.";
      case ALREADY_EXISTS -> " (ids are never used twice, not even after removal).";
      default -> ".";
    };
  }
}
