namespace Bridge.Commands.Completion;

/// <summary>Completion for zsh: to be sourced, or to lie in a folder of <c>fpath</c> as <c>_incident-bridge</c>.</summary>
internal static class ZshScript
{
    public static string Of(CompletionWords words) => $$"""
        #compdef {{CompletionWords.Program}}
        # Completion of {{CompletionWords.Program}} for zsh. Load it, after compinit, with: source <({{CompletionWords.Program}} completion zsh)
        _incident_bridge() {
            local command='' previous="${words[CURRENT-1]}"
            local -a candidates
            integer i
            for (( i = 2; i < CURRENT; i++ )); do
                case "${words[i]}" in
                    ({{Any(words.OptionsWithValue)}}) (( i++ )) ;;
                    (-*) ;;
                    (*) command="${words[i]}"; break ;;
                esac
            done
            case "$previous" in
                ({{Any(words.OptionsWithFile)}}) _files; return ;;
                ({{Any(words.OptionsWithValue)}}) return 1 ;;
            esac
            case "$command" in
                ('') candidates=({{Candidates(words.Commands.Select(command => (command.Name, command.Description)), words.Options)}}) ;;
        {{string.Join('\n', words.Commands.Select(command => $"        ({command.Name}) candidates=({Candidates(command.Values.Select(value => (value, "")), command.Options)}) ;;"))}}
            esac
            _describe '{{CompletionWords.Program}}' candidates
        }
        if [[ "${funcstack[1]}" == _incident[-_]bridge ]]; then
            _incident_bridge "$@"
        else
            compdef _incident_bridge {{CompletionWords.Program}}
        fi

        """;

    private static string Candidates(IEnumerable<(string Word, string Description)> words, IReadOnlyList<CompletionWords.OptionWord> options) => string.Join(
        ' ', words.Concat(options.Select(option => (option.Name, option.Description))).Select(word => Quoted($"{word.Item1}:{word.Item2.Replace(":", "\\:", StringComparison.Ordinal)}")));

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Any(IReadOnlyList<string> words) => string.Join('|', words);
}
