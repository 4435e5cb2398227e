using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Commands.Queries;

/// <summary>Queries as Grafana writes them, in its two schemas. Held to what Grafana 12.4.3 saved and converted.</summary>
internal static class QueryJson
{
    /// <summary>What is not ASCII stays readable: it is pasted by people, and never into HTML.</summary>
    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Grafana's own annotations.</summary>
    public static JsonObject DataSource() => new() { ["type"] = "grafana", ["uid"] = "-- Grafana --" };

    /// <summary>An entry of <c>annotations.list</c>. The mappings hide the tags in the tooltip, which halves its width.</summary>
    public static JsonObject Of(AnnotationQuery query) => new()
    {
        ["name"] = query.Name,
        ["datasource"] = DataSource(),
        ["enable"] = query.IsOn,
        ["hide"] = false,
        ["iconColor"] = query.Color,
        ["mappings"] = Mappings(),
        ["target"] = Target(query),
    };

    public static JsonArray Of(IEnumerable<AnnotationQuery> queries) => new([.. queries.Select(JsonNode (query) => Of(query))]);

    /// <summary>Entries of <c>spec.annotations</c> in the newer schema.</summary>
    public static JsonArray OfNewerSchema(IEnumerable<AnnotationQuery> queries) => new(
    [
        .. queries.Select(JsonNode (query) => new JsonObject
        {
            ["kind"] = "AnnotationQuery",
            ["spec"] = new JsonObject
            {
                ["name"] = query.Name,
                ["enable"] = query.IsOn,
                ["hide"] = false,
                ["iconColor"] = query.Color,
                ["mappings"] = Mappings(),
                ["query"] = new JsonObject
                {
                    ["kind"] = "DataQuery",
                    ["group"] = "grafana",
                    ["version"] = "v0",
                    ["datasource"] = new JsonObject { ["name"] = "-- Grafana --" },
                    ["spec"] = Target(query),
                },
            },
        }),
    ]);

    public static JsonArray Tags(AnnotationQuery query) => new([.. query.Tags.Select(JsonNode (tag) => JsonValue.Create(tag))]);

    /// <summary>On several lines, as people and their editors like it.</summary>
    public static string Print(JsonNode json)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Readable))
        {
            json.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(text.GetBuffer().AsSpan(0, (int)text.Length));
    }

    private static JsonObject Target(AnnotationQuery query) => new()
    {
        ["type"] = "tags",
        ["tags"] = Tags(query),
        ["matchAny"] = false,
        ["limit"] = AnnotationQuery.Limit,
    };

    private static JsonObject Mappings() => new()
    {
        ["tags"] = new JsonObject { ["source"] = "skip" },
        ["text"] = new JsonObject { ["source"] = "field", ["value"] = "text" },
    };
}
