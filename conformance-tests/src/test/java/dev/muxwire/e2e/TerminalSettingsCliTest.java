package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.ServerStatus;
import dev.muxwire.client.SizePolicy;
import dev.muxwire.client.TerminalSize;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How a terminal is sized and kept, given with {@code new} and changed with {@code configure}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TerminalSettingsCliTest {
  private static final int USAGE = 2;
  private static final int REFUSED = 4;
  private static final int NOT_FOUND = 5;

  private Installation installation;
  private ServerProcess server;
  private MuxwireClient client;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    installation = new Installation(directory);
    server = installation.up();
    client = installation.client(server.uri());
  }

  @AfterAll
  void end() throws Exception {
    installation.close();
  }

  private CommandResult run(String... arguments) {
    return installation.runHere(arguments);
  }

  private String open(String... options) {
    String[] arguments = new String[options.length + 5];
    arguments[0] = "new";
    arguments[1] = "--no-tab";
    System.arraycopy(options, 0, arguments, 2, options.length);
    arguments[options.length + 2] = "--";
    arguments[options.length + 3] = "sleep";
    arguments[options.length + 4] = "1000";
    return run(arguments).succeeded().text().strip();
  }

  private ServerStatus.Terminal status(String id) throws Exception {
    return client.serverStatus().get(30, TimeUnit.SECONDS).workspaces().get(0).terminals().stream()
        .filter(terminal -> terminal.terminalId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void settings_areGivenAndChanged_andARestartKeepsThem() throws Exception {
    String id =
        open(
            "--size",
            "100x30",
            "--size-policy",
            "fixed",
            "--retention",
            "1M",
            "--wait-for-readers");
    ServerStatus.Terminal given = status(id);
    assertThat(given.sizePolicy()).isEqualTo(SizePolicy.FIXED);
    assertThat(given.size()).isEqualTo(new TerminalSize(100, 30));
    assertThat(given.retentionBytes()).isEqualTo(1 << 20);
    assertThat(given.waitForReaders()).isTrue();

    CommandResult result =
        run("configure", id, "--retention", "2G", "--size-policy", "smallest", "--json");
    assertThat(result.succeeded().json().get("id").getAsString()).isEqualTo(id);
    run("configure", id.substring(0, 10), "--no-wait-for-readers").succeeded();
    server.killAndRestart();
    ServerStatus.Terminal changed = status(id);
    assertThat(changed.sizePolicy()).isEqualTo(SizePolicy.SMALLEST);
    assertThat(changed.retentionBytes()).isEqualTo(2L << 30);
    assertThat(changed.waitForReaders()).isFalse();
  }

  @Test
  void settings_thatMakeNoSense_areUsageErrors() {
    String id = open();
    assertThat(run("configure", id).exitCode()).isEqualTo(USAGE);
    assertThat(run("configure", id, "--size-policy", "largest").exitCode()).isEqualTo(USAGE);
    assertThat(run("configure", id, "--retention", "9999999T").exitCode()).isEqualTo(USAGE);
    assertThat(run("configure", id, "--retention", "much").exitCode()).isEqualTo(USAGE);
    assertThat(run("configure", id, "--size", "80x24").exitCode()).isEqualTo(REFUSED);
    assertThat(run("configure", "no-such-terminal", "--retention", "1G").exitCode())
        .isEqualTo(NOT_FOUND);
  }
}
