package dev.muxwire.server.connection;

/** The requests of stream 0, a field a family. */
record Requests(
    Answers answers,
    MutationRequests state,
    TerminalRequests terminals,
    WorkspaceRequests workspaces,
    StatusRequests status,
    BackupRequests backups) {

  static Requests of(StreamContext context, Results results) {
    Answers answers = new Answers(context, results);
    return new Requests(
        answers,
        new MutationRequests(context, answers),
        new TerminalRequests(context, answers),
        new WorkspaceRequests(context, answers),
        new StatusRequests(context, answers),
        new BackupRequests(context, answers));
  }
}
