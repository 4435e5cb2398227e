using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Simulator.Processes;

/// <summary>One line of the bridge's JSON log.</summary>
/// <param name="EventId">The number that runbooks name.</param>
/// <param name="Level"><c>Information</c>, <c>Warning</c>, …</param>
/// <param name="Category">The class that wrote it.</param>
/// <param name="Message">The sentence.</param>
/// <param name="Line">All of it, as it was written.</param>
public sealed record BridgeLogEntry(int EventId, string Level, string Category, string Message, string Line)
{
    /// <summary>A value of the sentence by its name; empty when there is none.</summary>
    public string State(string name) => JsonNode.Parse(Line)?["State"]?[name]?.ToString() ?? "";

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
                (int?)json[nameof(EventId)] ?? 0,
                (string?)json["LogLevel"] ?? "",
                (string?)json[nameof(Category)] ?? "",
                (string?)json[nameof(Message)] ?? "",
                line);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
