using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.PackagingTests.Tools;

/// <summary>The schema of the configuration file, made of the chart's: the same settings, with credentials, and with nothing that only a pod needs.</summary>
internal static class FileSchema
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Path => Repository.Path("deploy/incident-bridge.schema.json");

    /// <summary>The chart's schema of <c>config</c> as a schema of its own.</summary>
    public static string Make()
    {
        var values = JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(Repository.Chart, "values.schema.json")))!;
        var config = values["properties"]!["config"]!.DeepClone().AsObject();
        var comments = ValuesFile.ReadAll().Where(value => value.Comment is not null).ToDictionary(value => value.Path, value => value.Comment!);
        Describe(config, "config", comments);

        // A pod mounts a volume and Secrets at these; elsewhere they have defaults.
        config.Remove("required");
        foreach (var section in new[] { "storage", "server", "secrets" })
        {
            Section(config, section).Remove("required");
        }

        Loosen(Properties(Section(config, "storage")), "path");
        Loosen(Properties(Section(config, "secrets")), "directory");
        Properties(Section(config, "incidentIo"))["apiKey"] = Secret("A key of incident.io. Better a file in secrets.directory: IncidentIo__ApiKey.");
        Properties(Section(config, "incidentIo"))["signingSecrets"] = new JsonObject
        {
            ["type"] = "array",
            ["items"] = new JsonObject { ["type"] = "string", ["pattern"] = "^whsec_" },
            ["description"] = "The signing secrets of the webhook endpoint. Better files in secrets.directory: IncidentIo__SigningSecrets__0.",
        };
        Properties(Section(config, "grafana")["additionalProperties"]!.AsObject())["token"] =
            Secret("A service account's token. Better a file in secrets.directory: Grafana__<name>__Token.");
        Properties(Section(config, "grafana")["additionalProperties"]!.AsObject())["password"] =
            Secret("The password of user. Better a file in secrets.directory: Grafana__<name>__Password.");
        Properties(Section(config, "grafana")["additionalProperties"]!.AsObject())["dashboardsToken"] =
            Secret("A token that may save dashboards, for queries --apply alone. Better in the environment of that command: Grafana__<name>__DashboardsToken.");
        Properties(Section(config, "storage"))["connectionString"] =
            Secret("The PostgreSQL database, as postgres://user:password@host:5432/database or in Npgsql's form. Better a file in secrets.directory: Storage__ConnectionString.");
        Properties(Section(config, "storage"))["password"] =
            Secret("The password beside a connection string without one. Better a file in secrets.directory: Storage__Password.");
        Properties(config)["$schema"] = new JsonObject { ["type"] = "string" };

        var schema = new JsonObject
        {
            ["$schema"] = values["$schema"]!.DeepClone(),
            ["title"] = "Configuration file of the incident bridge",
        };
        foreach (var (name, value) in config)
        {
            schema[name] = value!.DeepClone();
        }

        schema["definitions"] = new JsonObject(values["definitions"]!.AsObject()
            .Where(definition => config.ToJsonString().Contains($"#/definitions/{definition.Key}\"", StringComparison.Ordinal))
            .Select(definition => KeyValuePair.Create(definition.Key, definition.Value?.DeepClone())));
        return schema.ToJsonString(Readable) + "\n";
    }

    /// <summary>What values.yaml says of each, for editors to show. A reference may have nothing beside it in older schemas; editors read it all the same.</summary>
    private static void Describe(JsonObject schema, string path, Dictionary<string, string> comments)
    {
        if (comments.TryGetValue(path, out var comment))
        {
            schema["description"] = comment;
        }

        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            Describe(property!.AsObject(), $"{path}.{name}", comments);
        }
    }

    private static JsonObject Secret(string description) => new() { ["type"] = "string", ["minLength"] = 1, ["description"] = description };

    private static void Loosen(JsonObject properties, string name) => properties[name]!.AsObject().Remove("pattern");

    private static JsonObject Section(JsonObject config, string name) => Properties(config)[name]!.AsObject();

    private static JsonObject Properties(JsonObject schema) => schema["properties"]!.AsObject();
}
