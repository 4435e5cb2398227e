using System.Text.Json;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Alerts;

/// <summary>From incident.io's JSON to an <see cref="Alert"/>. The description and the link into the upstream system are not read.</summary>
internal static class AlertMapping
{
    /// <summary>Reads one alert. It needs an id, a status and the time of its creation.</summary>
    /// <param name="element">What stands in the place of an alert.</param>
    /// <param name="path">That place.</param>
    public static (Alert? Alert, IReadOnlyList<ReadingFault> Faults) Read(JsonElement element, string path)
    {
        var odd = new List<string>();
        var json = new LenientJson(element, path, odd);
        SubjectId? id = SubjectId.TryCreate(SubjectKind.Alert, json.Text("id"), out var given) ? given : null;
        var (status, createdAt) = (json.Text("status"), json.Time("created_at"));
        var lacking = !json.IsObject ? path
            : id is null ? json.PathOf("id")
            : status is null ? json.PathOf("status")
            : createdAt is null ? json.PathOf("created_at")
            : null;
        if (lacking is not null)
        {
            return (null, [new ReadingFault(id, lacking, IsUnreadable: true)]);
        }

        var isFiring = status != "resolved";
        var (resolvedAt, updatedAt) = (json.Time("resolved_at"), json.Time("updated_at"));
        var alert = new Alert
        {
            Id = given,
            Title = Trimmed(json.Text("title")) ?? "",
            IsFiring = isFiring,
            Key = Trimmed(json.Text("deduplication_key")),
            Source = Trimmed(json.Text("alert_source_id")),
            CreatedAt = createdAt!.Value,
            ResolvedAt = isFiring ? null : Later(createdAt.Value, resolvedAt ?? updatedAt),
            UpdatedAt = updatedAt ?? resolvedAt ?? createdAt.Value,
            Attributes = [.. json.Objects("attributes").Select(ReadAttribute).OfType<AlertAttribute>()],
        };
        return (alert, [.. odd.Distinct().Select(member => new ReadingFault(given, member, IsUnreadable: false))]);
    }

    /// <summary>One value or several; an attribute that is not set has neither.</summary>
    private static AlertAttribute? ReadAttribute(LenientJson json)
    {
        if (Trimmed(json.Object("attribute").Text("name")) is not { } name)
        {
            return null;
        }

        IEnumerable<LenientJson> values = [json.Object("value"), .. json.Objects("array_value")];
        return new AlertAttribute(name, [.. values.Select(Label).OfType<string>()]);
    }

    /// <summary>The literal of an entry of a catalog is an id.</summary>
    private static string? Label(LenientJson value) =>
        Trimmed(value.Text("label")) ?? Trimmed(value.Object("catalog_entry").Text("name")) ?? Trimmed(value.Text("literal"));

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;

    /// <summary>What is blank is not set.</summary>
    private static string? Trimmed(string? text) => text?.Trim() is { Length: > 0 } trimmed ? trimmed : null;
}
