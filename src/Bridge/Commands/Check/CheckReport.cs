using Bridge.Commands.Output;
using Bridge.Vocabulary;

namespace Bridge.Commands.Check;

/// <summary>Prints what the checks found: lines for a person, or one JSON document for a program.</summary>
internal static class CheckReport
{
    /// <summary>Of the longest status, so that what is searched for looks the same whatever was found.</summary>
    private const int StatusWidth = 7;

    private static readonly ReportColumn[] Columns = [ReportColumn.Of("Status"), ReportColumn.Of("Subject"), ReportColumn.Prose("Message")];

    public static void Write(CommandScreen screen, IReadOnlyList<CheckResult> results)
    {
        screen.List(Columns, [.. results.Select(result => (string[])[Labels.Of(result.Status).PadRight(StatusWidth), result.Subject, CommandText.Printable(result.Message)])]);

        var failed = results.Count(result => result.Status == CheckStatus.Failed);
        var warnings = results.Count(result => result.Status == CheckStatus.Warning);
        screen.Line();
        screen.Line(failed > 0 ? $"{failed} failed: the bridge would not do its work."
            : warnings > 0 ? $"The bridge would work; {warnings} to look at."
            : "The bridge would work.");
    }

    public static CheckDocument Document(IReadOnlyList<CheckResult> results) => new(
        !results.Any(result => result.Status == CheckStatus.Failed),
        [.. results.Select(result => new CheckDocument.Check(result.Subject, Labels.Of(result.Status), result.Message))]);
}

/// <summary>What <c>check --json</c> prints.</summary>
/// <param name="Ok">Whether nothing failed.</param>
/// <param name="Checks">In the order in which an operator would look.</param>
internal sealed record CheckDocument(bool Ok, IReadOnlyList<CheckDocument.Check> Checks)
{
    /// <param name="Subject">What was looked at, or the setting that has a fault.</param>
    /// <param name="Status"><c>ok</c>, <c>warning</c> or <c>failed</c>.</param>
    /// <param name="Message">What was found and, unless all is well, what to do.</param>
    internal sealed record Check(string Subject, string Status, string Message);
}
