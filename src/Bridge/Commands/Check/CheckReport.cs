using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Vocabulary;

namespace Bridge.Commands.Check;

/// <summary>Prints what the checks found: lines for a person, or one JSON document for a program.</summary>
internal static partial class CheckReport
{
    private const int SubjectWidth = 22;

    public static void WriteText(TextWriter output, IReadOnlyList<CheckResult> results)
    {
        foreach (var result in results)
        {
            output.WriteLine($"{Labels.Of(result.Status),-8} {result.Subject.PadRight(SubjectWidth)} {Printable(result.Message)}");
        }

        var failed = results.Count(result => result.Status == CheckStatus.Failed);
        var warnings = results.Count(result => result.Status == CheckStatus.Warning);
        output.WriteLine();
        output.WriteLine(failed > 0 ? $"{failed} failed: the bridge would not do its work."
            : warnings > 0 ? $"The bridge would work; {warnings} to look at."
            : "The bridge would work.");
    }

    public static void WriteJson(TextWriter output, IReadOnlyList<CheckResult> results)
    {
        var document = new Document(
            !results.Any(result => result.Status == CheckStatus.Failed),
            [.. results.Select(result => new Row(result.Subject, Labels.Of(result.Status), result.Message))]);
        output.WriteLine(JsonSerializer.Serialize(document, Json.Default.Document));
    }

    /// <summary>Names of keys and organizations are the upstreams' words: they must not steer the terminal, nor look like another line.</summary>
    private static string Printable(string text) =>
        string.Concat(text.Select(character => char.IsControl(character) || char.GetUnicodeCategory(character)
            is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? ' ' : character));

    private sealed record Document(bool Ok, IReadOnlyList<Row> Checks);

    private sealed record Row(string Subject, string Status, string Message);

    [JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Document))]
    private sealed partial class Json : JsonSerializerContext;
}
