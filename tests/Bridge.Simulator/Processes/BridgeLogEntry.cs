using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Bridge.Simulator.Processes;

/// <summary>One line of the bridge's JSON log.</summary>
/// <param name="EventId">The number that runbooks name.</param>
/// <param name="Level"><c>info</c>, <c>warn</c>, …</param>
/// <param name="Category">The class that wrote it.</param>
/// <param name="Message">The sentence.</param>
/// <param name="Line">All of it, as it was written.</param>
public sealed partial record BridgeLogEntry(int EventId, string Level, string Category, string Message, string Line)
{
    /// <summary>A value of the sentence by the name that it has in the code, such as <c>SubjectId</c>; empty when there is none.</summary>
    public string State(string name) => JsonNode.Parse(Line)?[Word().Replace(name, "_$0").ToLowerInvariant()]?.ToString() ?? "";

    internal static bool TryParse(string line, [NotNullWhen(true)] out BridgeLogEntry? entry)
    {
        entry = null;
        if (!line.StartsWith('{'))
        {
            return false;
        }

        try
        {
            var json = JsonNode.Parse(line)!;
            entry = new BridgeLogEntry(
                (int?)json["event"] ?? 0,
                (string?)json["level"] ?? "",
                (string?)json["logger"] ?? "",
                (string?)json["msg"] ?? "",
                line);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex Word();
}
