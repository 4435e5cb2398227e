using System.Text.Json;

namespace Bridge.Grafana.Dashboards;

/// <summary>
/// Puts another list of annotation queries into the text of a dashboard. Every other byte stays as it was received: numbers keep their
/// spelling, members their order, and what no version of the bridge knows is not lost.
/// </summary>
internal static class DashboardText
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = DashboardsJson.MaxDepth };

    /// <param name="dashboard">An object, in UTF-8.</param>
    /// <param name="list">The new list, a JSON array. It takes the place of the old one, or is added where there was none.</param>
    /// <exception cref="JsonException">The dashboard is no JSON.</exception>
    public static byte[] WithAnnotations(ReadOnlySpan<byte> dashboard, ReadOnlySpan<byte> list)
    {
        if (Find(dashboard, "annotations"u8) is not { } annotations)
        {
            return WithMember(dashboard, "annotations"u8, InObject(list));
        }

        var old = dashboard[annotations];
        return Replace(dashboard, annotations, !IsObject(old) ? InObject(list)
            : Find(old, "list"u8) is { } place ? Replace(old, place, list)
            : WithMember(old, "list"u8, list));
    }

    private static byte[] InObject(ReadOnlySpan<byte> list) => [.. "{\"list\":"u8, .. list, .. "}"u8];

    private static byte[] Replace(ReadOnlySpan<byte> text, Range place, ReadOnlySpan<byte> value) =>
        [.. text[..place.Start], .. value, .. text[place.End..]];

    /// <summary>Adds a member before all others of an object.</summary>
    private static byte[] WithMember(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(json, Deep);
        reader.Read();
        var begin = (int)reader.BytesConsumed;
        reader.Read();
        ReadOnlySpan<byte> separator = reader.TokenType == JsonTokenType.EndObject ? default : ","u8;
        return [.. json[..begin], .. "\""u8, .. name, .. "\":"u8, .. value, .. separator, .. json[begin..]];
    }

    private static bool IsObject(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Deep);
        reader.Read();
        return reader.TokenType == JsonTokenType.StartObject;
    }

    /// <summary>Where the value of a member of an object is; none if it has no such member. Of several the last one counts, as it does for whoever reads it.</summary>
    private static Range? Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        Range? found = null;
        var reader = new Utf8JsonReader(json, Deep);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(name);
            reader.Read();
            var begin = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isIt)
            {
                found = begin..(int)reader.BytesConsumed;
            }
        }

        return found;
    }
}
