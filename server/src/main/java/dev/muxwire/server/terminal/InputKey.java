package dev.muxwire.server.terminal;

/**
 * Whose input it is: sequence numbers count within it.
 *
 * @param clientId the client's identity
 * @param source which of the client's attachments
 */
public record InputKey(String clientId, long source) {}
