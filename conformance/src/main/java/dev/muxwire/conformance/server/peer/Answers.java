package dev.muxwire.conformance.server.peer;

import dev.muxwire.proto.v1.ServerFrame;

/** Which request a frame on stream 0 answers. */
final class Answers {
  private Answers() {}

  /** The request_seq; 0 if it answers none. */
  static long seq(ServerFrame frame) {
    return switch (frame.getBodyCase()) {
      case MUTATE_RESULT -> frame.getMutateResult().getRequestSeq();
      case GET_RESULT -> frame.getGetResult().getRequestSeq();
      case OPEN_TERMINAL_RESULT -> frame.getOpenTerminalResult().getRequestSeq();
      case REQUEST_DONE -> frame.getRequestDone().getRequestSeq();
      case WORKSPACE_LIST -> frame.getWorkspaceList().getRequestSeq();
      case SERVER_STATUS -> frame.getServerStatus().getRequestSeq();
      case BACKUP_CREATED -> frame.getBackupCreated().getRequestSeq();
      case ERROR -> frame.getError().getRequestSeq();
      default -> 0;
    };
  }
}
