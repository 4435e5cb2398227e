namespace Bridge.Commands.Completion;

/// <summary>Completion for bash 3.2 and later; it needs no other package.</summary>
internal static class BashScript
{
    public static string Of(CompletionWords words) => $$"""
        # Completion of {{CompletionWords.Program}} for bash. Load it with: source <({{CompletionWords.Program}} completion bash)
        _incident_bridge() {
            local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" command='' words='' i
            for ((i = 1; i < COMP_CWORD; i++)); do
                case "${COMP_WORDS[i]}" in
                    {{Any(words.OptionsWithValue)}}) i=$((i + 1)) ;;
                    -*) ;;
                    *) command="${COMP_WORDS[i]}"; break ;;
                esac
            done
            case "$previous" in
                {{Any(words.OptionsWithFile)}}) COMPREPLY=($(compgen -f -- "$current")); return ;;
                {{Any(words.OptionsWithValue)}}) COMPREPLY=(); return ;;
            esac
            case "$command" in
                '') words='{{string.Join(' ', words.Commands.Select(command => command.Name).Concat(words.Options.Select(option => option.Name)))}}' ;;
        {{string.Join('\n', words.Commands.Select(command => $"        {command.Name}) words='{string.Join(' ', command.Values.Concat(command.Options.Select(option => option.Name)))}' ;;"))}}
            esac
            COMPREPLY=($(compgen -W "$words" -- "$current"))
        }
        complete -F _incident_bridge {{CompletionWords.Program}}

        """;

    private static string Any(IReadOnlyList<string> words) => string.Join('|', words);
}
