package dev.muxwire.cli.command;

import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;

/** The completion script: what the command line's model tells, and the terminals' ids. */
final class CompletionScript {
  /** The label of parameters that name a terminal. */
  private static final String TERMINAL_LABEL = "ID";

  /** Zsh runs the script of bash. */
  private static final String ZSH_PROLOGUE =
      """
      autoload -Uz compinit && compinit
      autoload -Uz bashcompinit && bashcompinit
      """;

  /** Asking takes a start of Java: the answer serves for a while. */
  private static final String IDS =
      """

      # Terminals' ids, for commands that take them, asked of the program as it was called: it need
      # not be in the PATH. Kept for 10 s.
      function _muxwire_terminal_ids() {
        if [ -z "${_muxwire_ids_at-}" ] || [ $((SECONDS - _muxwire_ids_at)) -ge 10 ]; then
          _muxwire_ids=$("${COMP_WORDS[0]}" ls --ids 2>/dev/null)
          _muxwire_ids_at=$SECONDS
        fi
        printf '%s\\n' "$_muxwire_ids"
      }

      function _complete_muxwire_with_ids() {
        local current=${COMP_WORDS[COMP_CWORD]} word
        if [[ $current != -* && $COMP_CWORD -gt 1 ]]; then
          for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
            case $word in
              -*) ;;
              @COMMANDS@)
                if [[ ${COMP_WORDS[COMP_CWORD-1]} != -* ]]; then
                  COMPREPLY=( $(compgen -W "$(_muxwire_terminal_ids)" -- "$current") )
                  return 0
                fi
                break ;;
              *) break ;;
            esac
          done
        fi
        _complete_muxwire
      }

      complete -F _complete_muxwire_with_ids -o default muxwire
      """;

  private CompletionScript() {}

  static String of(CommandLine program, boolean zsh) {
    String commands =
        program.getSubcommands().entrySet().stream()
            .filter(command -> takesTerminal(command.getValue()))
            .map(command -> command.getKey())
            .sorted()
            .collect(Collectors.joining(" | "));
    String script = AutoComplete.bash("muxwire", program);
    return (zsh ? ZSH_PROLOGUE : "") + script + IDS.replace("@COMMANDS@", commands);
  }

  private static boolean takesTerminal(CommandLine command) {
    return command.getCommandSpec().positionalParameters().stream()
        .anyMatch(parameter -> parameter.paramLabel().equals(TERMINAL_LABEL));
  }
}
