using System.Text.Json.Nodes;

namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>An alert in the shapes of <c>AlertV2</c> and <c>AlertSlimV2</c>.</summary>
/// <remarks>Source: incident.io's OpenAPI document.</remarks>
internal static class AlertDocument
{
    public static JsonObject Of(SimulatedAlert alert)
    {
        var document = Slim(alert);
        document["attributes"] = new JsonArray([.. alert.Attributes.Select(Attribute)]);
        return document;
    }

    /// <summary>As escalations and incidents name it: the same without attributes.</summary>
    public static JsonObject Slim(SimulatedAlert alert)
    {
        var document = new JsonObject
        {
            ["id"] = alert.Id,
            ["title"] = alert.Title,
            ["status"] = alert.Status,
            ["deduplication_key"] = alert.DeduplicationKey,
            ["alert_source_id"] = alert.SourceId,
            ["alert_group_ids"] = new JsonArray([.. alert.GroupIds.Select(id => JsonValue.Create(id))]),
            ["created_at"] = IncidentDocument.Instant(alert.CreatedAt),
            ["updated_at"] = IncidentDocument.Instant(alert.UpdatedAt),
        };
        if (alert.Description is not null)
        {
            document["description"] = alert.Description;
        }

        if (alert.SourceUrl is not null)
        {
            document["source_url"] = alert.SourceUrl;
        }

        if (alert.ResolvedAt is { } resolved)
        {
            document["resolved_at"] = IncidentDocument.Instant(resolved);
        }

        return document;
    }

    private static JsonObject Attribute(SimulatedAttributeEntry attribute, int index)
    {
        var catalog = IncidentDocument.IdOf("CATALOG", index);
        var entry = new JsonObject
        {
            ["attribute"] = new JsonObject
            {
                ["id"] = IncidentDocument.IdOf("ATTR", index),
                ["name"] = attribute.Name,
                ["type"] = attribute.IsCatalogEntry ? $"CatalogEntry[\"{catalog}\"]" : "String",
                ["array"] = attribute.IsArray,
                ["required"] = false,
            },
        };
        if (attribute.IsArray)
        {
            entry["array_value"] = new JsonArray([.. attribute.Labels.Select(Value)]);
        }
        else if (attribute.Labels.Count > 0)
        {
            entry["value"] = Value(attribute.Labels[0], 0);
        }

        return entry;

        JsonObject Value(string label, int place)
        {
            var value = new JsonObject { ["label"] = label, ["literal"] = label };
            if (attribute.IsCatalogEntry)
            {
                var id = IncidentDocument.IdOf("ENTRY", place);
                value["literal"] = id;
                value["catalog_entry"] = new JsonObject { ["id"] = id, ["name"] = label, ["catalog_type_id"] = catalog };
            }

            return value;
        }
    }
}
