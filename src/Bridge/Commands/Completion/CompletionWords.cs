using System.CommandLine;
using System.CommandLine.Completions;

namespace Bridge.Commands.Completion;

/// <summary>What can be typed after the name of the program, read from the definitions of the commands.</summary>
/// <param name="Options">Those that stand without a command.</param>
/// <param name="Commands">All commands.</param>
internal sealed record CompletionWords(IReadOnlyList<CompletionWords.OptionWord> Options, IReadOnlyList<CompletionWords.CommandWord> Commands)
{
    /// <summary>The program, as the shell knows it.</summary>
    public const string Program = "incident-bridge";

    /// <summary>Options behind which a value has to stand.</summary>
    public IReadOnlyList<string> OptionsWithValue =>
        [.. Options.Concat(Commands.SelectMany(command => command.Options)).Where(option => option.TakesValue).Select(option => option.Name).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Those of them whose value is a file.</summary>
    public IReadOnlyList<string> OptionsWithFile =>
        [.. Options.Concat(Commands.SelectMany(command => command.Options)).Where(option => option.IsFile).Select(option => option.Name).Distinct().Order(StringComparer.Ordinal)];

    public static CompletionWords Of(RootCommand root)
    {
        var everywhere = root.Options.Where(option => option.Recursive).ToList();
        return new CompletionWords(
            [.. root.Options.Where(IsShown).Select(Of)],
            [
                .. root.Subcommands.Where(command => !command.Hidden).Select(command => new CommandWord(
                    command.Name,
                    FirstSentence(command.Description),
                    [.. command.Options.Concat(everywhere).Where(IsShown).DistinctBy(option => option.Name).Select(Of)],
                    [.. command.Arguments.SelectMany(argument => argument.GetCompletions(CompletionContext.Empty)).Select(item => item.Label)])),
            ]);
    }

    private static OptionWord Of(Option option) => new(
        option.Name,
        FirstSentence(option.Description),
        TakesValue: option.Arity.MinimumNumberOfValues > 0,
        IsFile: option.HelpName == "file");

    private static bool IsShown(Option option) => !option.Hidden && option.Name.StartsWith("--", StringComparison.Ordinal);

    /// <summary>A line beside the word has no room for more.</summary>
    private static string FirstSentence(string? description)
    {
        var text = (description ?? "").ReplaceLineEndings(" ");
        return text.IndexOf(". ", StringComparison.Ordinal) is > 0 and var end ? text[..end] : text.TrimEnd('.');
    }

    /// <param name="Name">Such as <c>preview</c>.</param>
    /// <param name="Description">What it does.</param>
    /// <param name="Options">Its own and those of all commands.</param>
    /// <param name="Values">What may stand behind it, if only some words may.</param>
    internal sealed record CommandWord(string Name, string Description, IReadOnlyList<OptionWord> Options, IReadOnlyList<string> Values);

    /// <param name="Name">Such as <c>--since</c>.</param>
    /// <param name="Description">What it does.</param>
    /// <param name="TakesValue">Whether a value has to stand behind it.</param>
    /// <param name="IsFile">Whether that is a file.</param>
    internal sealed record OptionWord(string Name, string Description, bool TakesValue, bool IsFile);
}
