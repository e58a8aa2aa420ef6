package dev.muxwire.server.connection;

import dev.muxwire.server.terminal.TerminalDirectory;
import dev.muxwire.server.workspace.Workspace;

/** All that belongs to one workspace. */
public record WorkspaceRooms(
    String name,
    Workspace state,
    Workspace presence,
    PresenceBook presenceBook,
    TerminalDirectory terminals,
    WorkspaceLife life) {}
