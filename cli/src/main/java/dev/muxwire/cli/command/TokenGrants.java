package dev.muxwire.cli.command;

import dev.muxwire.proto.v1.Grant;
import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.server.tokens.TokenLine;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --read}, {@code --write}, {@code --open} and {@code --host}. */
final class TokenGrants {
  @Option(
      names = "--read",
      paramLabel = "WORKSPACE",
      description = "May read state and output of a workspace; '*' for all. May be repeated.")
  private List<String> read = List.of();

  @Option(
      names = "--write",
      paramLabel = "WORKSPACE",
      description = "May read, change state, and type into terminals.")
  private List<String> write = List.of();

  @Option(
      names = "--open",
      paramLabel = "WORKSPACE",
      description = "May write, and open and close terminals and make the workspace.")
  private List<String> open = List.of();

  @Option(
      names = "--host",
      paramLabel = "WORKSPACE",
      description = "May be a terminal host of a workspace, and nothing else.")
  private List<String> host = List.of();

  /**
   * The grants asked for.
   *
   * @throws IllegalArgumentException one is none, or there is none
   */
  List<Grant> resolve() {
    List<Grant> grants = new ArrayList<>();
    read.forEach(name -> grants.add(TokenLine.grant(GrantKind.GRANT_KIND_READ, name)));
    write.forEach(name -> grants.add(TokenLine.grant(GrantKind.GRANT_KIND_WRITE, name)));
    open.forEach(name -> grants.add(TokenLine.grant(GrantKind.GRANT_KIND_OPEN, name)));
    host.forEach(name -> grants.add(TokenLine.grant(GrantKind.GRANT_KIND_HOST, name)));
    if (grants.isEmpty()) {
      throw new IllegalArgumentException(
          "say what the token is to allow: --read, --write, --open or --host, and a workspace");
    }
    return grants;
  }
}
