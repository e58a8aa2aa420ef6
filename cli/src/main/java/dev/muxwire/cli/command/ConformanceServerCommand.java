package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.DurationConverter;
import dev.muxwire.cli.options.ServerAccess;
import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.server.ServerScene;
import dev.muxwire.conformance.server.ServerStage;
import dev.muxwire.conformance.server.ServerSuite;
import dev.muxwire.conformance.server.ServerUnderTest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muxwire conformance server}. */
@Command(
    name = "server",
    description = {
      "Judge a server: some hundred cases over its WebSocket, each about numbered requirements.",
      "The token must have 'open' and 'host' for all workspaces. Workspaces that the suite makes",
      "are named conformance-*, and deleted at the end."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing failed",
      "1:a case failed, or one passed that is listed as known to fail",
      "2:the command line makes no sense",
      "3:cannot connect to the server",
      "5:no such case, or token file"
    },
    footer = {
      "",
      "Examples:",
      "  muxwire conformance server",
      "  muxwire conformance server ws://127.0.0.1:9000/v1/sync --token-file my.token",
      "  muxwire conformance server --grant-token read=reader.token --only 'grant/*'",
      "  muxwire conformance server --known-failing known.txt --junit results.xml"
    })
final class ConformanceServerCommand implements Callable<Integer> {
  private static final Set<String> GRANTS = Set.of("read", "write", "open", "host");
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private ConformanceOptions options = new ConformanceOptions();

  @Parameters(arity = "0..1", paramLabel = "URL", description = "The server, as with --url.")
  private @Nullable String url;

  @Option(
      names = "--grant-token",
      paramLabel = "GRANT=FILE",
      description = {
        "A token with read, write, open or host alone, for workspace",
        "'" + ServerUnderTest.GRANTED_WORKSPACE + "'. Without it, cases that need it are skipped."
      })
  private Map<String, Path> grantTokens = new LinkedHashMap<>();

  @Option(
      names = "--slow-reader",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      defaultValue = "3s",
      description = "How long the slow reader reads nothing. Default: ${DEFAULT-VALUE}.")
  private Duration slowReader = Duration.ofSeconds(3);

  ConformanceServerCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    ConformanceRun run = new ConformanceRun(surroundings.console(), options);
    List<ConformanceCase<ServerScene>> cases = run.selected(ServerSuite.cases());
    if (options.list) {
      return run.list(cases);
    }
    ServerAccess access = connection.resolve(surroundings.environment(), url);
    ServerUnderTest server =
        new ServerUnderTest(
            access.url(),
            access.readToken(),
            weakerTokens(access.url()),
            options.timeout,
            slowReader,
            options.slow,
            false);
    try (ServerStage stage = new ServerStage(server)) {
      String name = greet(stage);
      surroundings.console().tell("judging " + name + " at " + access.url());
      return run.run(
          ServerSuite.NAME,
          cases,
          stage,
          options.name == null ? name : options.name,
          LONGEST_WAIT.plus(slowReader));
    }
  }

  private static String greet(ServerStage stage) {
    try {
      return stage.serverName();
    } catch (Breach e) {
      throw new CommandFailure(
          ExitCode.CANNOT_CONNECT, "the server does not welcome this token: " + e.getMessage(), e);
    }
  }

  private Map<String, String> weakerTokens(URI url) {
    Map<String, String> tokens = new HashMap<>();
    grantTokens.forEach(
        (grant, file) -> {
          if (!GRANTS.contains(grant)) {
            throw new CommandFailure(
                ExitCode.USAGE, "'" + grant + "' is no grant: read, write, open or host.");
          }
          tokens.put(grant, new ServerAccess(url, file, "").readToken());
        });
    return tokens;
  }
}
