package dev.muxwire.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script, in a real bash; a function stands for the program that it asks for ids. */
class CompletionScriptTest {
  private static final String PROGRAM =
      """
      muxwire() { [ "$*" = "ls --ids" ] && echo asked >>asked && printf 'abc1\\nabd2\\n'; }
      """;

  @TempDir private Path directory;

  @BeforeEach
  void needsBash() {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash here");
  }

  /** What is offered for the last of the words. */
  private String complete(String words) throws Exception {
    return bash(
        """
        COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); COMP_LINE="${COMP_WORDS[*]}"
        COMP_POINT=${#COMP_LINE}
        function compopt() { :; }
        _complete_muxwire_with_ids muxwire "${COMP_WORDS[COMP_CWORD]}"
        echo "${COMPREPLY[*]}"
        """
            .formatted(words));
  }

  private String bash(String commands) throws IOException, InterruptedException {
    String script = CompletionScript.of(CommandReference.program(), false);
    Path file = directory.resolve("script.bash");
    Files.writeString(file, script + PROGRAM + commands);
    Process bash =
        new ProcessBuilder("/bin/bash", "--norc", file.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return out.strip();
  }

  @Test
  void script_isForTheProgramsName() throws Exception {
    assertThat(bash("complete -p muxwire"))
        .isEqualTo("complete -o default -F _complete_muxwire_with_ids muxwire");
  }

  @Test
  void commands_areOffered() throws Exception {
    assertThat(complete("muxwire at").split(" ")).containsExactly("attach");
    assertThat(complete("muxwire ''").split(" ")).contains("tail", "kill", "ls", "completion");
  }

  @Test
  void options_areOffered() throws Exception {
    assertThat(complete("muxwire attach --read").split(" ")).containsExactly("--read-only");
    assertThat(complete("muxwire --ver").split(" ")).containsExactly("--verbose");
  }

  @Test
  void terminals_areOffered_whereOneIsMeant() throws Exception {
    assertThat(complete("muxwire tail ''")).isEqualTo("abc1 abd2");
    assertThat(complete("muxwire kill abc1 abd")).isEqualTo("abd2");
    assertThat(complete("muxwire --verbose attach abc")).isEqualTo("abc1");
    assertThat(complete("muxwire ls abc")).doesNotContain("abc1");
  }

  @Test
  void terminals_areAskedForOnce() throws Exception {
    bash(
        "COMP_WORDS=(muxwire); _muxwire_terminal_ids; _muxwire_ids_at=$SECONDS; _muxwire_terminal_ids");
    assertThat(directory.resolve("asked")).hasContent("asked");
  }

  @Test
  void zsh_runsItThroughItsOwnLayer() {
    assertThat(CompletionScript.of(CommandReference.program(), true))
        .startsWith(
            "autoload -Uz compinit && compinit\nautoload -Uz bashcompinit && bashcompinit\n")
        .contains("complete -F _complete_muxwire_with_ids");
  }
}
