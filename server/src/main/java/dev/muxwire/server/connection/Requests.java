package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ClientFrame;

/** The requests of stream 0, a field a family. */
record Requests(
    Answers answers,
    MutationRequests state,
    TerminalRequests terminals,
    ConfigureRequests configurations,
    WorkspaceRequests workspaces,
    StatusRequests status,
    BackupRequests backups) {

  static Requests of(StreamContext context, Results results) {
    Answers answers = new Answers(context, results);
    return new Requests(
        answers,
        new MutationRequests(context, answers),
        new TerminalRequests(context, answers),
        new ConfigureRequests(context, answers),
        new WorkspaceRequests(context, answers),
        new StatusRequests(context, answers),
        new BackupRequests(context, answers));
  }

  static boolean isRequest(ClientFrame frame) {
    return switch (frame.getBodyCase()) {
      case MUTATE,
          GET,
          OPEN_TERMINAL,
          CLOSE_TERMINAL,
          PURGE_TERMINAL,
          CONFIGURE_TERMINAL,
          CREATE_WORKSPACE,
          LIST_WORKSPACES,
          DELETE_WORKSPACE,
          GET_STATUS,
          CREATE_BACKUP ->
          true;
      default -> false;
    };
  }

  /** Takes a frame for which {@link #isRequest} says so; it is answered once. */
  void take(ClientFrame frame) {
    switch (frame.getBodyCase()) {
      case MUTATE -> state.mutate(frame.getMutate());
      case GET -> state.get(frame.getGet());
      case OPEN_TERMINAL -> terminals.openTerminal(frame.getOpenTerminal());
      case CLOSE_TERMINAL -> terminals.closeTerminal(frame.getCloseTerminal());
      case PURGE_TERMINAL -> terminals.purgeTerminal(frame.getPurgeTerminal());
      case CONFIGURE_TERMINAL -> configurations.configureTerminal(frame.getConfigureTerminal());
      case CREATE_WORKSPACE -> workspaces.createWorkspace(frame.getCreateWorkspace());
      case LIST_WORKSPACES -> workspaces.listWorkspaces(frame.getListWorkspaces());
      case GET_STATUS -> status.getStatus(frame.getGetStatus());
      case CREATE_BACKUP -> backups.createBackup(frame.getCreateBackup());
      case DELETE_WORKSPACE -> workspaces.deleteWorkspace(frame.getDeleteWorkspace());
      default -> throw new IllegalArgumentException(frame.getBodyCase() + " is no request");
    }
  }
}
