using System.Text;

namespace Bridge.Commands.Completion;

/// <summary>Completion for fish.</summary>
internal static class FishScript
{
    public static string Of(CompletionWords words)
    {
        var script = new StringBuilder($"# Completion of {CompletionWords.Program} for fish. Load it with: {CompletionWords.Program} completion fish | source\n");
        script.Append($"complete -c {CompletionWords.Program} -f\n");
        foreach (var option in words.Options)
        {
            Line("__fish_use_subcommand", OptionPart(option), option.Description);
        }

        foreach (var command in words.Commands)
        {
            var behind = $"__fish_seen_subcommand_from {command.Name}";
            Line("__fish_use_subcommand", $"-a {command.Name}", command.Description);
            foreach (var value in command.Values)
            {
                Line(behind, $"-a {value}", "");
            }

            foreach (var option in command.Options)
            {
                Line(behind, OptionPart(option), option.Description);
            }
        }

        return script.ToString();

        void Line(string condition, string what, string description) =>
            script.Append($"complete -c {CompletionWords.Program} -n {Quoted(condition)} {what}{(description.Length == 0 ? "" : $" -d {Quoted(description)}")}\n");
    }

    private static string OptionPart(CompletionWords.OptionWord option) =>
        $"-l {option.Name[2..]}{(option.IsFile ? " -r -F" : option.TakesValue ? " -x" : "")}";

    private static string Quoted(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
