using System.Text.Json;
using Bridge.Upstreams;

namespace Bridge.Grafana;

/// <summary>The body of an answer that is no success.</summary>
/// <param name="IsJson">Whether it is an object or a list of JSON: Grafana answers nothing else.</param>
/// <param name="Message">Grafana's own words on one line, as far as they may be told.</param>
/// <param name="SpeaksOfHttps">Whether it says that TLS was expected, as web servers do in several wordings.</param>
internal readonly record struct GrafanaErrorBody(bool IsJson, string? Message, bool SpeaksOfHttps)
{
    /// <summary>Bytes that are looked at: more than any refusal of Grafana's has.</summary>
    public const int MaxLength = 64 * 1024;

    public static GrafanaErrorBody Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind switch
            {
                JsonValueKind.Object => new(true, MessageOf(json.RootElement), false),
                JsonValueKind.Array => new(true, null, false),
                _ => default,
            };
        }
        catch (JsonException)
        {
            return new(false, null, body.Span.IndexOf("HTTPS"u8) >= 0);
        }
    }

    private static string? MessageOf(JsonElement error) =>
        error.Member("message") is { ValueKind: JsonValueKind.String } message ? GrafanaVocabulary.Tell(Text(message)) : null;

    /// <summary>A string of JSON may hold half a character, which .NET does not read.</summary>
    private static string Text(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
