package dev.muxwire.cli.command;

import dev.muxwire.cli.ExitCode;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muxwire completion}. */
@Command(
    name = "completion",
    description = {
      "Print a script that teaches a shell to complete commands, options and terminals' ids.",
      "Ids are asked of the server that your commands use, and kept for 10 s."
    },
    footer = {
      "",
      "Examples:",
      "  source <(muxwire completion bash)             in ~/.bashrc",
      "  source <(muxwire completion zsh)              in ~/.zshrc"
    })
final class CompletionCommand implements Callable<Integer> {
  /** The shells whose scripts there are. */
  enum Shell {
    BASH,
    ZSH;

    /** As the user writes it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Surroundings surroundings;

  @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.BASH;

  @Spec private @Nullable CommandSpec spec;

  CompletionCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    CommandSpec own = spec;
    if (own == null) {
      throw new IllegalStateException("not made by picocli");
    }
    surroundings
        .console()
        .line(CompletionScript.of(own.parent().commandLine(), shell == Shell.ZSH).stripTrailing());
    return ExitCode.OK;
  }
}
