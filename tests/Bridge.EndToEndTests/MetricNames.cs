using System.Text.RegularExpressions;

namespace Bridge.EndToEndTests;

/// <summary>The names of metrics in a text.</summary>
internal static partial class MetricNames
{
    /// <summary>Ours, and those of the process and of .NET that come with them.</summary>
    public static IReadOnlySet<string> In(string text) =>
        Pattern().Matches(text).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex(@"\b(incidentbridge|process|dotnet)_[a-z0-9_]+")]
    private static partial Regex Pattern();
}
