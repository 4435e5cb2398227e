using System.Text.Json.Nodes;
using NJsonSchema;

namespace Bridge.IntegrationTests.Webhooks;

/// <summary>
/// incident.io's OpenAPI document, where a copy of it lies beside the repository. Its schemas are not part of this project, so a clone by
/// itself has none.
/// </summary>
internal sealed class IncidentIoContract
{
    private const string References = "#/components/schemas/";

    private static readonly Lazy<Task<IncidentIoContract?>> Copy = new(ReadAsync);

    private readonly JsonNode _document;
    private readonly JsonSchema _schemas;

    private IncidentIoContract(JsonNode document, JsonSchema schemas) => (_document, _schemas) = (document, schemas);

    public IEnumerable<string> EventTypes => _document["x-webhooks"]!.AsObject().Select(pair => pair.Key);

    public static Task<IncidentIoContract?> FindAsync() => Copy.Value;

    /// <summary>What is wrong with a webhook of this type; empty if nothing is.</summary>
    public string FaultsOfWebhook(string eventType, string json) => Faults(_document["x-webhooks"]![eventType]!, json);

    /// <summary>What is wrong with an answer to <c>GET</c> of the path.</summary>
    public string FaultsOfAnswer(string path, string json) => Faults(_document["paths"]![path]!, json);

    private static async Task<IncidentIoContract?> ReadAsync()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Bridge.sln")))
        {
            root = root.Parent;
        }

        var path = Path.Combine(root?.Parent?.FullName ?? "", "shared", "contracts", "incident-io-openapi.json");
        if (root is null || !File.Exists(path))
        {
            return null;
        }

        var document = JsonNode.Parse(await File.ReadAllTextAsync(path, CancellationToken.None))!;
        var definitions = document["components"]!["schemas"]!.ToJsonString()
            .Replace(References, "#/definitions/", StringComparison.Ordinal);
        var schemas = await JsonSchema.FromJsonAsync($$"""{"definitions":{{definitions}} }""", CancellationToken.None);
        foreach (var schema in schemas.Definitions.Values)
        {
            // Stricter than the document: a member that it does not know is a slip of ours.
            schema.AllowAdditionalProperties = false;
        }

        return new IncidentIoContract(document, schemas);
    }

    private string Faults(JsonNode path, string json)
    {
        var reference = path["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["$ref"]!.GetValue<string>();
        return string.Join('\n', _schemas.Definitions[reference[References.Length..]].Validate(json));
    }
}
