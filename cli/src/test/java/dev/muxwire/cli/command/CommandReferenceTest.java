package dev.muxwire.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/CLI.md says what the commands say. */
class CommandReferenceTest {
  private static final Path PAGE = Path.of("../docs/CLI.md");

  /** Set to true to write the page anew; CONTRIBUTING.md has the command. */
  private static final String RECORD_PROPERTY = "muxwire.cli.record";

  @Test
  void page_isAsTheCommandsTell() throws IOException {
    String now = CommandReference.page();
    if (Boolean.getBoolean(RECORD_PROPERTY)) {
      Files.writeString(PAGE, now);
    }
    assertThat(Files.readString(PAGE))
        .as(
            "docs/CLI.md; if it is to change: mvn -pl proto,server,client-sdk,terminal-host,cli"
                + " test -Dtest=CommandReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -D%s=true",
            RECORD_PROPERTY)
        .isEqualTo(now);
  }
}
