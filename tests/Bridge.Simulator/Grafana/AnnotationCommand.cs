using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>Why a body could not be read.</summary>
/// <param name="Detail">In the words of the old binding.</param>
/// <param name="IsOfType">Whether it is the content type, and not the content.</param>
internal sealed record BodyFault(string Detail, bool IsOfType = false);

/// <summary>The body of a POST, PUT or PATCH. A member that is missing has Go's zero value.</summary>
internal sealed record AnnotationCommand(
    string Text, long Time, long TimeEnd, IReadOnlyList<string>? Tags, long DashboardId, string DashboardUid, long PanelId, JsonObject? Data)
{
    /// <summary>Reads a body; null and the fault when it cannot be read.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">The name of Go's type, which old refusals mention.</param>
    public static (AnnotationCommand? Command, BodyFault? Fault) Read(RecordedRequest request, string type)
    {
        if (!request.ContentType.StartsWith(Answer.JsonType, StringComparison.OrdinalIgnoreCase))
        {
            var detail = request.ContentType.Length > 0 ? "Unsupported Content-Type" : "Empty Content-Type";
            return (null, new BodyFault(detail, IsOfType: true));
        }

        try
        {
            var body = JsonNode.Parse(request.Body.Length > 0 ? request.Body : "{}") as JsonObject
                ?? throw new FormatException($"json: cannot unmarshal value into Go value of type dtos.{type}");
            return (Read(body, type), null);
        }
        catch (JsonException)
        {
            return (null, new BodyFault(EndsTooSoon(request.Body) ? "unexpected EOF" : "invalid character in JSON"));
        }
        catch (FormatException exception)
        {
            return (null, new BodyFault(exception.Message));
        }
    }

    /// <summary>The form that Graphite's senders use: <c>when</c> is in seconds, and tags may be one string. Null when it has no <c>what</c>.</summary>
    public static AnnotationCommand? ReadGraphite(RecordedRequest request)
    {
        if (JsonNode.Parse(request.Body) is not JsonObject body || (string?)body["what"] is not { Length: > 0 } what)
        {
            return null;
        }

        var text = (string?)body["data"] is { Length: > 0 } data ? $"{what}\n{data}" : what;
        var tags = body["tags"] is JsonArray list ? list.Select(tag => (string?)tag ?? "") : ((string?)body["tags"] ?? "").Split(' ');
        return new AnnotationCommand(text, ((long?)body["when"] ?? 0) * 1000, 0, [.. tags], 0, "", 0, null);
    }

    private static AnnotationCommand Read(JsonObject body, string type)
    {
        return new AnnotationCommand(
            Value("text", "", "string"),
            Value("time", 0L, "int64"),
            Value("timeEnd", 0L, "int64"),
            Tags(),
            Value("dashboardId", 0L, "int64"),
            Value("dashboardUID", "", "string"),
            Value("panelId", 0L, "int64"),
            body["data"]?.DeepClone() as JsonObject);

        T Value<T>(string name, T missing, string goType)
        {
            if (body[name] is not { } node)
            {
                return missing;
            }

            return node is JsonValue value && value.TryGetValue<T>(out var read) ? read : throw Mismatch(node, name, goType);
        }

        IReadOnlyList<string>? Tags()
        {
            if (body["tags"] is not { } node)
            {
                return null;
            }

            return node is JsonArray array
                ? [.. array.Select(tag => tag?.GetValueKind() == JsonValueKind.String ? tag.GetValue<string>() : throw Mismatch(tag, "tags", "string"))]
                : throw Mismatch(node, "tags", "[]string");
        }

        FormatException Mismatch(JsonNode? node, string name, string goType)
        {
            var found = node?.GetValueKind() switch
            {
                JsonValueKind.Number => $"number {node.ToJsonString()}",
                { } kind => kind.ToString().ToLowerInvariant(),
                null => "null",
            };
            return new FormatException($"json: cannot unmarshal {found} into Go struct field {type}.{name} of type {goType}");
        }
    }

    /// <summary>Whether the text is the beginning of JSON, and only its end is missing.</summary>
    private static bool EndsTooSoon(string body)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(body), isFinalBlock: false, default);
            while (reader.Read())
            {
                // Only whether it can be read counts.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
